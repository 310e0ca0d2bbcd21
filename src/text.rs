//! Every sentence that a person reads, in Chinese first and in English.

/// The language of what a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// One sentence in both languages, so that none can be forgotten. Made by [`text!`](crate::text!).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Text {
    /// The Chinese sentence.
    pub zh: String,
    /// The English sentence.
    pub en: String,
}

impl Text {
    /// A text that reads the same in both languages: a name, a figure.
    pub fn same(words: impl Into<String>) -> Self {
        let zh = words.into();
        Text { en: zh.clone(), zh }
    }

    /// The sentence in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The same, of a text that nobody needs any more.
    pub fn into_lang(self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// This sentence followed by another.
    pub fn then(mut self, next: &Text) -> Self {
        self.zh.push_str(&next.zh);
        let joins = next.en.starts_with([',', ';', '.', ')']);
        if !self.en.is_empty() && !next.en.is_empty() && !joins {
            self.en.push(' ');
        }
        self.en.push_str(&next.en);
        self
    }

    /// True where nothing is said.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty()
    }
}

/// `1 file`, `2 files`: a count in English.
pub fn counted(number: usize, one: &str) -> String {
    match (number, one) {
        (1, _) => format!("1 {one}"),
        (_, "person") => format!("{number} people"),
        _ => format!("{number} {one}s"),
    }
}

/// A name and what tells it apart, in the brackets of each language: `张三（E001）`, `张三 (E001)`.
pub fn bracketed(name: &str, inside: &str) -> Text {
    Text {
        zh: format!("{name}（{inside}）"),
        en: format!("{name} ({inside})"),
    }
}

/// Builds a [`Text`](crate::text::Text): `text!("共 {n} 人" / "{n} people")`. Both halves are format strings over
/// variables in scope.
#[macro_export]
macro_rules! text {
    ($zh:literal / $en:literal) => {
        $crate::text::Text {
            zh: format!($zh),
            en: format!($en),
        }
    };
}
