//! Relationships: which part leads to which.

use super::xml::{self, Fault};

/// One relationship.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Its id.
    pub id: String,
    /// Its type, a URI.
    pub kind: String,
    /// Its target as written.
    pub target: String,
    /// The part it leads to; empty for an external target.
    pub part: String,
    /// Leads out of the package.
    pub external: bool,
}

/// The relationships of one part.
#[derive(Debug, Clone)]
pub struct Relations {
    /// The part that has them; empty for the package.
    pub part: String,
    /// All of them, the new ones behind.
    pub list: Vec<Relation>,
    /// How many of them the source has.
    known: usize,
}

/// The content type of relationships parts.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-package.relationships+xml";
/// The namespace of relationship types, and its strict counterpart.
pub const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
/// The strict counterpart.
pub const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/";

impl Relation {
    /// True for relationships of this kind (`worksheet`, `styles`), transitional or strict.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

impl Relations {
    /// The relationships part of a part.
    pub fn part_of(part: &str) -> String {
        match part.rsplit_once('/') {
            Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
            None => format!("_rels/{part}.rels"),
        }
    }

    /// Of a part that has none.
    pub fn none(part: &str) -> Self {
        Relations {
            part: part.into(),
            list: Vec::new(),
            known: 0,
        }
    }

    /// Reads a relationships part.
    pub fn parse(part: &str, bytes: &[u8]) -> Result<Self, Fault> {
        if !xml::is_utf8(bytes) {
            return Err("not UTF-8".into());
        }
        let outline = xml::Outline::of(bytes)?;
        let mut list = Vec::new();
        for child in &outline.children {
            let value = |name| child.value(bytes, name).unwrap_or_default();
            let external = value("TargetMode").eq_ignore_ascii_case("external");
            let target = value("Target");
            list.push(Relation {
                id: value("Id"),
                kind: value("Type"),
                part: if external {
                    String::new()
                } else {
                    resolve(part, &target)
                },
                target,
                external,
            });
        }
        Ok(Relations {
            part: part.into(),
            known: list.len(),
            list,
        })
    }

    /// The first relationship of a kind.
    pub fn first(&self, kind: &str) -> Option<&Relation> {
        self.list.iter().find(|r| r.is(kind) && !r.external)
    }

    /// The relationship with this id.
    pub fn by_id(&self, id: &str) -> Option<&Relation> {
        self.list.iter().find(|r| r.id == id)
    }

    /// Adds a relationship under a free id.
    pub fn add(&mut self, kind: &str, target: &str) -> String {
        let id = (1usize..)
            .map(|number| format!("rIdFuhe{number}"))
            .find(|id| self.by_id(id).is_none())
            .unwrap_or_default();
        self.list.push(Relation {
            id: id.clone(),
            kind: kind.into(),
            target: relative(&self.part, target),
            part: target.into(),
            external: false,
        });
        id
    }

    /// Writes the new ones, given the prefix of the part; `None` where there are none.
    pub fn new_ones(&self) -> Option<impl Fn(&str) -> String + '_> {
        let new = self.list.get(self.known..).filter(|new| !new.is_empty())?;
        Some(move |prefix: &str| new.iter().map(|r| written(r, prefix)).collect())
    }

    /// The whole relationships part.
    pub fn whole(&self) -> String {
        let list: String = self.list.iter().map(|r| written(r, "")).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
             xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{list}</Relationships>"
        )
    }
}

fn written(relation: &Relation, prefix: &str) -> String {
    let [id, kind, target] =
        [&relation.id, &relation.kind, &relation.target].map(|text| xml::escaped(text));
    let mode = if relation.external {
        " TargetMode=\"External\""
    } else {
        ""
    };
    format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"{mode}/>")
}

/// The part that a target leads to, seen from a part: relative or absolute, with either slash.
pub fn resolve(part: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split('#').next().unwrap_or_default();
    let mut path: Vec<&str> = Vec::new();
    if !target.starts_with('/') {
        path = part.split('/').collect();
        path.pop();
    }
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// A target as seen from a part.
pub fn relative(part: &str, target: &str) -> String {
    let mut from: Vec<&str> = part.split('/').collect();
    from.pop();
    let to: Vec<&str> = target.split('/').collect();
    let same = from
        .iter()
        .zip(&to[..to.len() - 1])
        .take_while(|(a, b)| a == b)
        .count();
    let mut steps = vec![".."; from.len() - same];
    steps.extend(&to[same..]);
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for (part, target, full) in [
            (
                "xl/workbook.xml",
                "worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            (
                "xl/worksheets/sheet1.xml",
                "../comments1.xml",
                "xl/comments1.xml",
            ),
            (
                "xl/worksheets/sheet1.xml",
                "/xl/comments1.xml",
                "xl/comments1.xml",
            ),
            ("xl\\workbook.xml", "..\\a.xml", "a.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(resolve(&part.replace('\\', "/"), target), full);
        }
        assert_eq!(
            relative("xl/worksheets/sheet1.xml", "xl/comments1.xml"),
            "../comments1.xml"
        );
        assert_eq!(
            relative("xl/workbook.xml", "xl/worksheets/s.xml"),
            "worksheets/s.xml"
        );
        assert_eq!(relative("workbook.xml", "xl/s.xml"), "xl/s.xml");
    }
}
