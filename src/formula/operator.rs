//! What may stand between two operands.

/// What stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Join,
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

impl Operator {
    /// The longer signs come first.
    const SIGNS: [(&'static str, Operator); 12] = [
        ("<>", Operator::Unequal),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
        ("=", Operator::Equal),
        ("&", Operator::Join),
        ("+", Operator::Plus),
        ("-", Operator::Minus),
        ("*", Operator::Times),
        ("/", Operator::Over),
        ("^", Operator::Power),
    ];

    /// The operator that a text begins with, and the rest.
    pub fn strip(text: &str) -> Option<(Operator, &str)> {
        let mut signs = Self::SIGNS.iter();
        signs.find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)))
    }

    /// True for those that give a truth value.
    pub fn compares(self) -> bool {
        self.strength() == 1
    }

    /// How strongly it binds.
    pub fn strength(self) -> u8 {
        match self {
            Operator::Join => 2,
            Operator::Plus | Operator::Minus => 3,
            Operator::Times | Operator::Over => 4,
            Operator::Power => 5,
            _ => 1,
        }
    }
}
