//! Which findings a person may accept, and what that means.

use super::{Code, Severity};

/// What accepting a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptance {
    /// The reported figure stands, and what follows is computed from it.
    Figure,
    /// It is only told as known.
    Remark,
    /// Nothing: the sheet and the scheme contradict each other, and one of them is to be corrected.
    Scheme,
    /// Nothing: what cannot be computed, or whose it is cannot be told, is held.
    Held,
}

impl Code {
    /// What accepting such a finding means.
    pub fn acceptance(self) -> Acceptance {
        match self {
            Code::A101
            | Code::A102
            | Code::A103
            | Code::A104
            | Code::A105
            | Code::A106
            | Code::A201
            | Code::A202
            | Code::A301
            | Code::A302
            | Code::A303
            | Code::A304
            | Code::A402
            | Code::A403 => Acceptance::Figure,
            // Money follows from the scheme's figures, whatever the sheet says.
            Code::A203 | Code::A205 | Code::A206 | Code::A207 => Acceptance::Scheme,
            Code::X109 => Acceptance::Held,
            code if code.severity() == Severity::Error => Acceptance::Held,
            _ => Acceptance::Remark,
        }
    }
}
