//! Competences as they are used with the program itself: one question to four faces, what routing decided and by which
//! weights, vocabularies imported beside a running desk, and what `refdesk import` refuses.

use minidom::Element;

use crate::{
    client::Client,
    deadline::{PATIENCE, until},
    desk::{Desk, Setting},
    server::{Server, prosody::Prosody},
};

const HUB: &str = "ref.localhost";
const DATA: &str = "jabber:x:data";
const SEARCH: &str = "jabber:iq:search";
const COMMANDS: &str = "http://jabber.org/protocol/commands";

async fn open(server: &Server) -> Desk {
    Desk::open(server, &Setting { inventory: include_str!("../scenarios/inventory.toml"), ..Setting::default() }).await
}

/// What the hub answers to a line.
async fn says(client: &mut Client, line: &str) -> String {
    client.send(format!("<message to='{HUB}' type='chat'><body>{line}</body></message>")).await;
    client.hears(HUB).await.unwrap_or_else(|| panic!("no answer to {line}"))
}

/// The form in the result of a question to the hub.
async fn form(client: &mut Client, id: &str, inside: String) -> Element {
    client.send(format!("<iq type='set' id='{id}' to='{HUB}'>{inside}</iq>")).await;
    let answer = |stanza: &Element| {
        let mine = stanza.name() == "iq" && stanza.attr("id") == Some(id);
        mine.then(|| stanza.children().next().and_then(|inside| inside.get_child("x", DATA)).cloned())
    };
    client.expect(answer, PATIENCE).await.flatten().expect("a form")
}

/// The note in the result of a command.
async fn note(client: &mut Client, id: &str, inside: String) -> String {
    client.send(format!("<iq type='set' id='{id}' to='{HUB}'>{inside}</iq>")).await;
    let answer = |stanza: &Element| {
        let mine = stanza.name() == "iq" && stanza.attr("id") == Some(id);
        mine.then(|| stanza.children().next().and_then(|inside| inside.get_child("note", COMMANDS)).map(Element::text))
    };
    client.expect(answer, PATIENCE).await.flatten().expect("a note")
}

/// Address and reasons of each in a form's rows.
fn rows(form: &Element) -> Vec<(String, String)> {
    let cell = |row: &Element, name: &str| {
        let field = row.children().find(|field| field.attr("var") == Some(name));
        field.and_then(|field| field.get_child("value", DATA)).map(Element::text).unwrap_or_default()
    };
    let items = form.children().filter(|child| child.name() == "item");
    items.map(|row| (cell(row, "jid"), cell(row, "why"))).collect()
}

/// The same of lines: `Bo (Lund) · bo@localhost · off duty · Swedish native · law`.
fn told(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().skip(1).map(|line| line.splitn(4, " · ").collect::<Vec<_>>());
    lines.map(|parts| (parts[1].to_owned(), parts.get(3).copied().unwrap_or_default().to_owned())).collect()
}

#[tokio::test]
async fn four_faces_find_the_same_people_in_the_same_order_for_the_same_reasons() {
    let server = Prosody::start(&["anna", "bo"]).await;
    let desk = open(&server).await;
    let mut anna = Client::connect(&server, "anna@localhost", "anna", "desk").await;
    anna.send("<presence to='ask@ref.localhost/Anna'><x xmlns='http://jabber.org/protocol/muc'/></presence>").await;
    anna.ping("ask@ref.localhost/Anna").await.expect("she is in");
    for (number, query) in ["lang:sv or subject:law", "juridik", "country:SE lang:en>=C1", "duty:on"].iter().enumerate()
    {
        let typed = says(&mut anna, &format!("!find {}", query.replace('>', "&gt;"))).await;
        let filled = format!("<field var='query'><value>{}</value></field>", query.replace('>', "&gt;"));
        let filled = format!("<x xmlns='{DATA}' type='submit'>{filled}</x>");
        let window = form(&mut anna, &format!("s{number}"), format!("<query xmlns='{SEARCH}'>{filled}</query>")).await;
        let command = format!("<command xmlns='{COMMANDS}' node='find'>{filled}</command>");
        let command = note(&mut anna, &format!("c{number}"), command).await;
        let printed = desk.command(&["find", query]).await.expect("somebody is found");
        assert_eq!(printed.trim_end(), typed, "{query}");
        let found = told(&typed);
        assert!(!found.is_empty(), "{query}");
        assert_eq!(rows(&window), found, "{query}");
        assert_eq!(command, typed, "{query}");
    }
}

#[tokio::test]
async fn weights_are_taken_over_while_running_and_the_command_line_tells_of_past_decisions() {
    let server = Prosody::start(&["anna", "dora", "vera"]).await;
    let desk = open(&server).await;
    let mut anna = Client::connect(&server, "anna@localhost", "anna", "desk").await;
    let mut vera = Client::connect(&server, "vera@localhost", "vera", "desk").await;
    let dora = Client::connect(&server, "dora@localhost", "dora", "phone").await;
    anna.send("<presence to='ask@ref.localhost/Anna'><x xmlns='http://jabber.org/protocol/muc'/></presence>").await;
    anna.ping("ask@ref.localhost/Anna").await.expect("she is in");
    let question = "Hej! Hur dags öppnar biblioteket på lördag?";
    dora.send(format!("<message to='ask@ref.localhost' type='chat'><body>{question}</body></message>")).await;
    let invited = |stanza: &Element| {
        let room = stanza.attr("from")?.strip_prefix("ask.")?.split('@').next()?;
        stanza.get_child("x", "http://jabber.org/protocol/muc#user")?;
        (stanza.name() == "message").then(|| room.to_owned())
    };
    let token = anna.expect(invited, PATIENCE).await.expect("an invitation");
    let before = says(&mut vera, &format!("!candidates {token}")).await;
    assert!(before.contains("Swedish native +40"), "{before}");
    desk.configure("[routing]\nlanguage_level = 3\n");
    desk.reload();
    let line = format!("!candidates {token}");
    let mut after = String::new();
    let end = tokio::time::Instant::now() + PATIENCE;
    while !after.contains("Swedish native +12") && tokio::time::Instant::now() < end {
        after = says(&mut vera, &line).await;
    }
    assert!(after.contains("Swedish native +12"), "{after}");
    anna.send(format!(
        "<presence to='ask.{token}@ref.localhost/Anna'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
    ))
    .await;
    anna.ping(&format!("ask.{token}@ref.localhost/Anna")).await.expect("she is in");
    // What was decided by the weights of then is told as it was.
    let why = desk.command(&["why", &token]).await.expect("a story");
    assert!(why.contains("Anna") && why.contains("Swedish native +40") && why.contains("→ taken"), "{why}");
    let hers = desk.command(&["why", &token, "bo@localhost"]).await.expect("a story");
    assert!(hers.contains("was offered to nobody of this address"), "{hers}");
    assert!(desk.command(&["why", "aaaaaa"]).await.expect_err("no such session").contains("never was a session"));
}

/// The labels of some concepts of the General Finnish Ontology (YSO) that the words of the question are near to.
const YSO_FI: &str = "<http://www.yso.fi/onto/yso/p2346>\ttekijänoikeus
<http://www.yso.fi/onto/yso/p18055>\tsukututkimus
<http://www.yso.fi/onto/yso/p27349>\tsukukirjat
<http://www.yso.fi/onto/yso/p6434>\tkuvat
<http://www.yso.fi/onto/yso/p13079>\tluvat
<http://www.yso.fi/onto/yso/p2901>\tkirjat
<http://www.yso.fi/onto/yso/p5086>\tsalapoliisikirjallisuus
<http://www.yso.fi/onto/yso/p1235>\telokuvat
";

#[tokio::test]
async fn everyday_names_imported_beside_a_running_desk_let_it_see_copyright_and_genealogy_in_a_patrons_words() {
    let server = Prosody::start(&["dora", "vera"]).await;
    let desk = open(&server).await;
    desk.write("yso-fi.tsv", YSO_FI);
    let everyday = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/everyday-fi.tsv");
    let imported = desk.command(&["import", "yso-fi.tsv"]).await.expect("an import");
    assert!(imported.contains("concepts: 8 added"), "{imported}");
    let imported = desk.command(&["import", everyday]).await.expect("an import");
    assert!(imported.contains("are not known; import their vocabulary first"), "{imported}");
    for again in ["yso-fi.tsv", everyday] {
        assert!(desk.command(&["import", again]).await.expect("an import").contains("Nothing has changed."), "{again}");
    }
    let mut vera = Client::connect(&server, "vera@localhost", "vera", "desk").await;
    let known = until(PATIENCE, || async { desk.log().contains("the inventory has changed revision=3").then_some(()) });
    known.await.expect("the running desk has taken it over");
    let mut dora = Client::connect(&server, "dora@localhost", "dora", "phone").await;
    let question = "Saako sukukirjaan laittaa kuvia ilman lupaa?";
    dora.send(format!("<message to='ask@ref.localhost' type='chat'><body>{question}</body></message>")).await;
    dora.hears("ask@ref.localhost").await.expect("a word");
    let gaps = says(&mut vera, "!gaps").await;
    for subject in ["tekijänoikeus", "sukututkimus", "sukukirjat"] {
        assert!(gaps.contains(subject), "{gaps}");
    }
}

#[tokio::test]
async fn options_of_an_import_that_do_not_go_with_the_file_are_refused_and_nothing_is_imported() {
    let server = Prosody::start(&[]).await;
    let desk = open(&server).await;
    desk.write("words-fi.tsv", "<http://e.org/1>\tlaki\n");
    desk.write("more.toml", "[[library]]\nid = 'oslo'\nname = 'Oslo'\n");
    let cases: [(&[&str], &str); 6] = [
        (&["words-fi.tsv", "--replace"], "--replace is not for a vocabulary"),
        (&["more.toml", "--kind", "culture"], "are for vocabularies"),
        (&["more.toml", "--language", "fi"], "are for vocabularies"),
        (&["words-fi.tsv", "--kind", "language"], "languages are tags and need no concepts"),
        (&["words-fi.tsv", "--kind", "Sign Language"], "--kind:"),
        (&["words-fi.tsv", "--language", "not a tag"], "--language"),
    ];
    for (arguments, why) in cases {
        let arguments: Vec<&str> = ["import"].into_iter().chain(arguments.iter().copied()).collect();
        let said = desk.command(&arguments).await.expect_err("a refusal");
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
    let taken = desk.command(&["import", "words-fi.tsv", "--kind", "culture"]).await.expect("an import");
    assert!(taken.contains("concepts: 1 added"), "{taken}");
    let first = desk.command(&["import", "more.toml"]).await.expect("an import");
    assert!(first.contains("libraries: 1 added"), "{first}");
}
