//! Who, how many and how much: by file, by department, by the manager who scored.

use indexmap::IndexMap;

use super::super::Scene;
use super::super::cells::{Dress, MONEY_CHANGE, Page, body, count, heading, number, text};
use super::super::people::{Book, Person, sums};
use super::COLUMNS;
use crate::examination::Status;
use crate::finding::Severity;
use crate::markup::{Figure, Role, Tone};
use crate::number::Decimal;
use crate::text::Text;

/// Departments or managers that a table names; the rest share its last row.
const NAMED: usize = 12;

/// Scorecards that belong together.
#[derive(Default)]
struct Group<'a> {
    people: Vec<&'a Person<'a>>,
    errors: usize,
    warnings: usize,
}

impl<'a> Group<'a> {
    fn add(&mut self, book: &Book<'a>, person: &'a Person<'a>) {
        let of = |severity: Severity| {
            let findings = book.findings_of(person.index).iter();
            findings
                .filter(|finding| finding.root && finding.severity == severity)
                .count()
        };
        self.errors += of(Severity::Error);
        self.warnings += of(Severity::Warning);
        self.people.push(person);
    }

    fn count(&self, status: Status) -> usize {
        self.people
            .iter()
            .filter(|person| person.status == status)
            .count()
    }

    /// As reported and as due, over people who are not held.
    fn money(&self) -> (Decimal, Decimal) {
        sums(self.people.iter().copied())
    }

    fn difference(&self) -> Decimal {
        let (reported, due) = self.money();
        due.minus(reported).unwrap_or_default()
    }
}

pub(super) fn write(scene: &Scene, page: &mut Page) {
    if scene.consolidated {
        let mut files: IndexMap<String, Group> = IndexMap::new();
        for book in &scene.books {
            let group = files.entry(book.input.name.clone()).or_default();
            for person in &book.people {
                group.add(book, person);
            }
            // What concerns a sheet and no person counts for the file.
            group.errors = book.roots(Severity::Error);
            group.warnings = book.roots(Severity::Warning);
        }
        table(
            scene,
            text!("各文件" / "By file"),
            text!("文件" / "File"),
            files.into_iter().collect(),
            page,
        );
    }
    let by = |name: &dyn Fn(&Person) -> String| {
        let mut groups: IndexMap<String, Group> = IndexMap::new();
        for book in &scene.books {
            for person in &book.people {
                groups.entry(name(person)).or_default().add(book, person);
            }
        }
        groups
    };
    let departments = by(&|person| person.department().to_owned());
    let title = text!("各部门（差额大的在前）" / "By department, largest difference first");
    ranked(
        scene,
        title,
        text!("部门" / "Department"),
        departments,
        page,
    );
    let managers = by(&|person| person.manager().to_owned());
    let title = text!("各考核人（差额大的在前）" / "By manager, largest difference first");
    ranked(scene, title, text!("考核人" / "Manager"), managers, page);
}

/// A table of groups by the money that moves; nothing where the sheets name fewer than two.
fn ranked(
    scene: &Scene,
    title: Text,
    label: Text,
    mut groups: IndexMap<String, Group>,
    page: &mut Page,
) {
    if groups.keys().filter(|name| !name.is_empty()).count() < 2 {
        return;
    }
    if let Some(unnamed) = groups.shift_remove("") {
        groups.insert(scene.say(text!("（未填）" / "(not stated)")), unnamed);
    }
    let mut rows: Vec<(String, Group)> = groups.into_iter().collect();
    rows.sort_by_cached_key(|(_, group)| {
        let size = (group.difference().abs(), group.errors);
        std::cmp::Reverse(size)
    });
    if rows.len() > NAMED {
        let mut rest = Group::default();
        let others = rows.split_off(NAMED - 1);
        let left = others.len();
        for (_, group) in others {
            rest.errors += group.errors;
            rest.warnings += group.warnings;
            rest.people.extend(group.people);
        }
        rows.push((scene.say(text!("其余 {left} 个" / "{left} others")), rest));
    }
    table(scene, title, label, rows, page);
}

fn table(scene: &Scene, title: Text, label: Text, rows: Vec<(String, Group)>, page: &mut Page) {
    page.gap(12);
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    let headings = [
        (3, label),
        (1, text!("份数" / "Cards")),
        (1, text!("更正" / "Fixed")),
        (1, text!("待核" / "Held")),
        (1, text!("错误" / "Errors")),
        (1, text!("警告" / "Warnings")),
        (2, text!("应发金额" / "Due")),
        (2, text!("较填报增减" / "Against reported")),
    ];
    page.spanned(
        headings
            .map(|(span, title)| (span, heading(scene.say(title))))
            .to_vec(),
    );
    for (name, group) in rows {
        let pays = group.people.iter().any(|person| person.mapping.pays());
        let money = |value: Decimal| number(Role::Body, pays.then_some(value)).shown(Figure::Money);
        let (_, due) = group.money();
        let difference = group.difference();
        let moved = money(difference).shown(MONEY_CHANGE);
        page.spanned(vec![
            (3, body(name).wrapped()),
            (1, count(Role::Body, group.people.len())),
            (1, count(Role::Body, group.count(Status::Corrected))),
            (1, count(Role::Body, group.count(Status::Held))),
            (1, count(Role::Body, group.errors)),
            (1, count(Role::Body, group.warnings)),
            (2, money(due)),
            (
                2,
                match difference.is_zero() {
                    true => moved,
                    false => moved.toned(Tone::Error),
                },
            ),
        ]);
    }
}
