//! Searching (XEP-0055): the four fields of its own, a data form beside them, and those who were found.

use jid::BareJid;
use xso::{AsXml, FromXml};

use super::Malformed;
use super::data_form::DataForm;
use crate::stanza::{Form, Search, SearchPerson};

pub const NAMESPACE: &str = "jabber:iq:search";
const MAX_ITEMS: usize = 256;

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "query")]
pub struct SearchQuery {
    #[xml(extract(default, fields(text(type_ = String))))]
    instructions: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    first: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    last: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    nick: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    email: Option<String>,
    #[xml(child(default))]
    form: Option<DataForm>,
    #[xml(child(n = ..))]
    items: Vec<Item>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "item")]
struct Item {
    #[xml(attribute)]
    jid: BareJid,
    #[xml(extract(default, fields(text(type_ = String))))]
    first: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    last: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    nick: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    email: Option<String>,
}

impl From<&Search> for SearchQuery {
    fn from(search: &Search) -> Self {
        let SearchPerson { first, last, nick, email } = search.person.clone();
        let item = |(jid, person): &(BareJid, SearchPerson)| {
            let SearchPerson { first, last, nick, email } = person.clone();
            Item { jid: jid.clone(), first, last, nick, email }
        };
        SearchQuery {
            instructions: search.instructions.clone(),
            first,
            last,
            nick,
            email,
            form: search.form.as_ref().map(DataForm::from),
            items: search.items.iter().map(item).collect(),
        }
    }
}

impl TryFrom<SearchQuery> for Search {
    type Error = Malformed;

    fn try_from(wire: SearchQuery) -> Result<Self, Malformed> {
        if wire.items.len() > MAX_ITEMS {
            return Err(Malformed::new(format!("more than {MAX_ITEMS} items in a search")));
        }
        let SearchQuery { instructions, first, last, nick, email, form, items } = wire;
        let item = |item: Item| {
            let Item { jid, first, last, nick, email } = item;
            (jid, SearchPerson { first, last, nick, email })
        };
        Ok(Search {
            instructions,
            person: SearchPerson { first, last, nick, email },
            form: form.map(Form::try_from).transpose()?,
            items: items.into_iter().map(item).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::FormKind;
    use crate::xmpp::payload::{element, printed, read};

    fn search(text: &str) -> Result<Search, Malformed> {
        read::<SearchQuery>(&element(text))?.try_into()
    }

    #[test]
    fn a_question_for_fields_is_empty_and_an_answer_is_read_back() {
        assert_eq!(search("<query xmlns='jabber:iq:search'/>"), Ok(Search::default()));
        let answered = Search {
            instructions: Some("Fill in.".into()),
            person: SearchPerson { first: Some(String::new()), nick: Some("Bo".into()), ..SearchPerson::default() },
            form: Some(Form { kind: FormKind::Form, title: Some("Find".into()), ..Form::default() }),
            items: Vec::new(),
        };
        let text = printed(&SearchQuery::from(&answered));
        assert!(
            text.starts_with("<query xmlns='jabber:iq:search'><instructions>Fill in.</instructions><first"),
            "{text}"
        );
        assert_eq!(search(&text), Ok(answered));
    }

    #[test]
    fn those_found_survive_the_wire_for_clients_without_forms() {
        let bo = SearchPerson { nick: Some("Bo".into()), ..SearchPerson::default() };
        let jid = "bo@lib.se".parse().expect("a JID");
        let found = Search { items: vec![(jid, bo)], ..Search::default() };
        let text = printed(&SearchQuery::from(&found));
        assert_eq!(text, "<query xmlns='jabber:iq:search'><item jid='bo@lib.se'><nick>Bo</nick></item></query>");
        assert_eq!(search(&text), Ok(found));
    }

    #[test]
    fn wrong_shapes_are_refused() {
        assert!(search("<query xmlns='jabber:iq:search'><item/></query>").is_err());
        assert!(search("<query xmlns='jabber:iq:search'><first>a</first><first>b</first></query>").is_err());
        let items = "<item jid='a@b'/>".repeat(257);
        assert!(search(&format!("<query xmlns='jabber:iq:search'>{items}</query>")).is_err());
    }
}
