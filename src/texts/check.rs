//! Whether a file of texts is right: that it can be read, that each of its messages is a [`Sentence`], once, and that
//! messages use nothing but their own gaps, the file's terms and sentences with no other gaps. What is wrong is told by
//! file, line and message.

use std::collections::BTreeSet;
use std::path::Path;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::desk::sentence::Sentence;
use crate::mistake::Mistakes;
use crate::nearest::nearest;

/// Reads a file's text; what can be read of it is given back whatever is wrong.
pub(super) fn parse(file: &Path, source: String, problems: &mut Mistakes) -> FluentResource {
    let mut wrong = |line, message: Option<&str>, what: String| {
        let message = message.map(|message| format!("{message}: ")).unwrap_or_default();
        problems.add(file, line, message + &what);
    };
    let resource = match FluentResource::try_new(source) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                let entry = error.slice.and_then(|slice| resource.source().get(slice)).unwrap_or_default();
                let name = entry.split('=').next().map(str::trim).filter(|name| is_a_name(name));
                let read = resource.source().get(..error.pos.start).unwrap_or_default().trim_end().len();
                wrong(line_of(resource.source(), read), name, error.kind.to_string());
            }
            resource
        }
    };
    let terms: BTreeSet<&str> = resource
        .entries()
        .filter_map(|entry| match entry {
            Entry::Term(term) => Some(term.id.name),
            _ => None,
        })
        .collect();
    let mut seen = BTreeSet::new();
    for entry in resource.entries() {
        let (name, value, attributes, gaps) = match entry {
            Entry::Message(message) => {
                let name = message.id.name;
                (name, message.value.as_ref(), !message.attributes.is_empty(), gaps_of(name))
            }
            Entry::Term(term) => (term.id.name, Some(&term.value), false, Some(&[] as &[&str])),
            _ => continue,
        };
        let place = name.as_ptr() as usize - resource.source().as_ptr() as usize;
        let mut wrong = |what| wrong(line_of(resource.source(), place), Some(name), what);
        let Some(gaps) = gaps else {
            let keys = Sentence::ALL.iter().map(|(key, _)| *key);
            let hint = nearest(name, keys).map(|key| format!("; did you mean {key}?")).unwrap_or_default();
            wrong(format!("no sentence has this name{hint}"));
            continue;
        };
        if !seen.insert((name, matches!(entry, Entry::Term(_)))) {
            wrong("stands here twice".to_owned());
        }
        if attributes {
            wrong("has an attribute; attributes are not used here".to_owned());
        }
        match value {
            Some(value) => pattern(value, &Uses { gaps, terms: &terms }, &mut wrong),
            None => wrong("says nothing".to_owned()),
        }
    }
    resource
}

fn gaps_of(name: &str) -> Option<&'static [&'static str]> {
    Sentence::ALL.iter().find(|(key, _)| *key == name).map(|(_, gaps)| *gaps)
}

fn is_a_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn line_of(source: &str, position: usize) -> usize {
    let before = &source.as_bytes()[..position.min(source.len())];
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

/// What a message may use.
struct Uses<'a> {
    gaps: &'a [&'a str],
    terms: &'a BTreeSet<&'a str>,
}

fn pattern(pattern: &Pattern<&str>, uses: &Uses<'_>, wrong: &mut dyn FnMut(String)) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            self::expression(expression, uses, wrong);
        }
    }
}

fn expression(expression: &Expression<&str>, uses: &Uses<'_>, wrong: &mut dyn FnMut(String)) {
    match expression {
        Expression::Inline(expression) => inline(expression, uses, wrong),
        Expression::Select { selector, variants } => {
            inline(selector, uses, wrong);
            variants.iter().for_each(|variant| pattern(&variant.value, uses, wrong));
        }
    }
}

fn inline(expression: &InlineExpression<&str>, uses: &Uses<'_>, wrong: &mut dyn FnMut(String)) {
    match expression {
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::VariableReference { id } if uses.gaps.contains(&id.name) => {}
        InlineExpression::VariableReference { id } => {
            let gaps: Vec<String> = uses.gaps.iter().map(|gap| format!("{{ ${gap} }}")).collect();
            let there = if gaps.is_empty() { "nothing".to_owned() } else { gaps.join(", ") };
            wrong(format!("{{ ${} }} is not given here; there is {there}", id.name));
        }
        InlineExpression::TermReference { id, arguments, .. } => {
            if !uses.terms.contains(id.name) {
                wrong(format!("-{} is not in this file", id.name));
            }
            if arguments
                .as_ref()
                .is_some_and(|CallArguments { positional, named }| !positional.is_empty() || !named.is_empty())
            {
                wrong(format!("-{} is given something; terms here take nothing", id.name));
            }
        }
        InlineExpression::MessageReference { id, attribute } => match gaps_of(id.name) {
            Some(gaps) if attribute.is_none() && gaps.iter().all(|gap| uses.gaps.contains(gap)) => {}
            Some(_) => wrong(format!("{{ {} }} is a sentence that needs what is not given here", id.name)),
            None => wrong(format!("{{ {} }} is no sentence; for words used in several make a term -{0}", id.name)),
        },
        InlineExpression::FunctionReference { .. } => wrong("functions are not used here".to_owned()),
        InlineExpression::Placeable { expression } => self::expression(expression, uses, wrong),
    }
}
