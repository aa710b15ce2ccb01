use std::fs;

use super::*;
use crate::desk::inventory::{Competence, OfferTo, Role};
use crate::desk::language::Level;
use crate::desk::sample;

fn import(files: &[(&str, &str)], existing: &Inventory) -> Result<Inventory, Vec<String>> {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        fs::write(directory.path().join(name), text).expect("a file");
    }
    let path = directory.path().join(files[0].0);
    let shown = format!("{}/", directory.path().display());
    read(&path, existing).map_err(|Mistakes(all)| all.iter().map(|one| one.to_string().replace(&shown, "")).collect())
}

fn wrong(files: &[(&str, &str)]) -> Vec<String> {
    import(files, &sample::inventory()).expect_err("this import is wrong")
}

/// The fenced examples of the documentation: what stands after the fence, and the text.
fn documented() -> Vec<(String, String)> {
    let parts: Vec<&str> = include_str!("../../docs/inventory.md").split("```").collect();
    let fenced = parts.iter().skip(1).step_by(2);
    fenced.filter_map(|part| part.split_once('\n')).map(|(head, text)| (head.to_owned(), text.to_owned())).collect()
}

#[test]
fn the_documented_example_is_imported_and_a_second_time_changes_nothing() {
    let examples = documented();
    let files: Vec<(&str, &str)> = examples
        .iter()
        .map(|(head, text)| (head.strip_prefix("csv ").unwrap_or("inventory.toml"), text.as_str()))
        .collect();
    let inventory = import(&files, &Inventory::default()).expect("a right example");
    let operator = |name: &str| &inventory.operators[&sample::jid(&format!("{name}@example.org"))];
    assert_eq!(operator("anna").competences.len(), 5);
    assert_eq!(operator("bo").name, "Bo, law desk");
    assert_eq!(operator("outi").level(&sample::language("fi")), Some(Level::Native));
    assert_eq!(operator("outi").level(&sample::language("en")), Some(Level::B2));
    assert_eq!(operator("outi").sessions, toml::SESSIONS);
    assert!(operator("outi").has("audience", "students"));
    assert_eq!(inventory.services[&sample::service("ask-nordic")].offer_to, OfferTo::All);
    let limits = &inventory.services[&sample::service("ask-abc")].limits;
    assert_eq!(limits.offer, Some(std::time::Duration::from_secs(30)));
    assert_eq!(limits.sessions, None);
    assert_eq!(import(&files, &inventory), Ok(inventory.clone()));
}

#[test]
fn a_role_is_read_from_either_file_and_stays_where_a_table_has_no_such_column() {
    let bo = sample::jid("bo@localhost");
    let role = |files: &[(&str, &str)], existing: &Inventory| {
        import(files, existing).expect("a right import").operators[&bo].role
    };
    let toml = "[[operator]]\njid = 'bo@localhost'\nrole = 'chief-coordinator'\n";
    assert_eq!(role(&[("i.toml", toml)], &sample::inventory()), Role::ChiefCoordinator);
    let table = "jid,role\nbo@localhost,Coordinator\n";
    let coordinator = import(&[("i.csv", table)], &sample::inventory()).expect("a right import");
    assert_eq!(coordinator.operators[&bo].role, Role::Coordinator);
    assert_eq!(role(&[("i.csv", "jid,sessions\nbo@localhost,4\n")], &coordinator), Role::Coordinator);
    let told = wrong(&[("i.toml", "[[operator]]\njid = 'bo@localhost'\nrole = 'boss'\n")]);
    assert!(told[0].contains("i.toml:3: operator.role: 'boss' is not a role"), "{told:?}");
    let told = wrong(&[("i.csv", "jid,role\nbo@localhost,boss\n")]);
    assert!(told[0].contains("'boss' is not a role"), "{told:?}");
}

#[test]
fn the_demos_inventory_has_the_people_and_services_it_tells_of() {
    let demo = include_str!("../../deploy/demo-inventory.toml");
    let inventory = import(&[("inventory.toml", demo)], &Inventory::default()).expect("a right inventory");
    let sample = sample::inventory();
    assert!(inventory.operators.keys().eq(sample.operators.keys()));
    assert!(inventory.services.keys().eq(sample.services.keys()));
    for (jid, operator) in &sample.operators {
        let imported = &inventory.operators[jid];
        assert_eq!((&imported.library, &imported.services), (&operator.library, &operator.services));
        assert!(operator.competences.iter().all(|competence| imported.competences.contains(competence)));
    }
    for canned in inventory.canned.values() {
        assert!(["en", "sv"].iter().all(|tag| canned.texts.contains_key(&sample::language(tag))));
    }
}

#[test]
fn references_may_be_to_what_was_there_before_and_the_rest_stays() {
    let text = "[[operator]]\njid = 'eva@localhost'\nlibrary = 'lund'\nservices = ['ask']\nsubjects = ['ykl:33']\n";
    let before = sample::inventory();
    let after = import(&[("i.toml", text)], &before).expect("a right inventory");
    assert_eq!(after.operators.len(), before.operators.len() + 1);
    assert_eq!(after.libraries, before.libraries);
    assert_eq!(after.operators[&sample::jid("eva@localhost")].name, "eva");
}

#[test]
fn everything_wrong_is_told_at_once_in_the_order_of_its_lines() {
    let text = "\
[[library]]
id = 'x'
name = 'X'
isil = 'nonsense'
country = 'Sweden'
time_zone = 'CET'
consortia = ['nordc']
[[library]]
id = 'x'
colour = 'red'
[[consortium]]
id = 'nordic'
name = 'N'
[[service]]
id = 'Ask'
names = { xx1y2z3w4q = 'A' }
languages = []
[[operator]]
jid = 'localhost'
library = 'lnud'
services = ['ask', 'aks']
sessions = 0
languages = { sv = 'D1' }
subjects = ['ykl:34']
";
    let expected = [
        "i.toml:4: library.isil: an ISIL such as SE-Abc is expected: prefix, '-', unit; at most 16 of A-Z a-z 0-9 / : -",
        "i.toml:5: library.country: a country's two letters are expected, such as SE",
        "i.toml:6: library.time_zone: a time zone's IANA name is expected, such as Europe/Stockholm",
        "i.toml:7: there is no consortium nordc; did you mean nordic?",
        "i.toml:8: library.name is missing: a name is expected",
        "i.toml:9: library x is here twice; first at line 2",
        "i.toml:10: library.colour is not a known key; here are known: ",
        "i.toml:14: service.languages: at least one language is expected",
        "i.toml:15: service.id: 'Ask' cannot be a service's address: ",
        "i.toml:16: service.names.xx1y2z3w4q: 'xx1y2z3w4q' is not a BCP 47 language tag",
        "i.toml:19: operator.jid: 'localhost' is a domain; ",
        "i.toml:20: there is no library lnud; did you mean lund?",
        "i.toml:21: there is no service aks; did you mean ask?",
        "i.toml:22: operator.sessions: a whole number from 1 to 100 is expected, not 0",
        "i.toml:23: operator.languages.sv: 'D1' is not a level: ",
        "i.toml:24: there is no concept ykl:34; did you mean ykl:33?",
    ];
    let said = wrong(&[("i.toml", text)]);
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}\n{expected}");
    }
}

#[test]
fn an_isil_belongs_to_one_library_whatever_the_case() {
    let library = |id: &str, isil: &str| format!("[[library]]\nid = '{id}'\nname = 'X'\nisil = '{isil}'\n");
    let text = library("a", "SE-Abc") + &library("b", "SE-ABC");
    assert_eq!(wrong(&[("i.toml", &text)]), ["i.toml:6: the libraries a and b have the same ISIL SE-ABC"]);
}

#[test]
fn a_kind_with_concepts_takes_only_those_and_another_kind_any_word() {
    let operator = |value: &str| {
        format!(
            "[[operator]]\njid = 'a@x'\ncompetences = [{{ kind = 'culture', value = '{value}' }}]\n\
             [[concept]]\nid = 'c:sami'\nkind = 'culture'\nlabels = {{ en = 'Sami' }}\n"
        )
    };
    assert!(import(&[("i.toml", &operator("c:sami"))], &Inventory::default()).is_ok());
    assert_eq!(
        wrong(&[("i.toml", &operator("c:smai"))]),
        ["i.toml:3: there is no concept c:smai; did you mean c:sami?"]
    );
    let said = wrong(&[("i.toml", &operator("ykl:33"))]);
    assert_eq!(said, ["i.toml:3: ykl:33 is a concept of kind subject, not culture"]);
}

#[test]
fn a_csv_of_operators_changes_only_what_it_has_columns_for() {
    let csv = "\u{feff}jid,sessions,languages\nbo@localhost,5,en:C2\n";
    let after = import(&[("o.csv", csv)], &sample::inventory()).expect("a right file");
    let bo = &after.operators[&sample::jid("bo@localhost")];
    assert_eq!((bo.name.as_str(), bo.sessions, bo.services.len()), ("Bo", 5, 2));
    assert_eq!(bo.level(&sample::language("sv")), None);
    assert_eq!(bo.level(&sample::language("en")), Some(Level::C2));
    assert!(bo.has("subject", "ykl:33"));
}

#[test]
fn a_csv_of_competences_adds_to_known_operators() {
    let csv = "kind,value,jid,level\nlanguage,FI,bo@localhost,a2\naudience,children,bo@localhost,\n";
    let after = import(&[("c.csv", csv)], &sample::inventory()).expect("a right file");
    let bo = &after.operators[&sample::jid("bo@localhost")];
    let finnish = Competence::new("language", "fi", Some(Level::A2));
    assert!(bo.competences.contains(&finnish) && bo.has("audience", "children"));
    assert_eq!(import(&[("c.csv", csv)], &after), Ok(after.clone()));
}

#[test]
fn a_wrong_csv_is_told_of_by_line() {
    let csv = "jid,kind,value,level\nbo@localhost,subject,ykl:99,\nbo@localhost,language,fi\nwho@x,audience,a,\n\
               bo@localhost,audience,a,Z9\nbo@localhost,audience,a,\n";
    let said = wrong(&[("i.toml", "competences_csv = 'c.csv'\nservces = 1\n"), ("c.csv", csv)]);
    let expected = [
        "c.csv:2: there is no concept ykl:99",
        "c.csv:3: this row has 3 cells, the header 4",
        "c.csv:4: there is no operator who@x",
        "c.csv:5: level: 'Z9' is not a level",
        "c.csv:6: bo@localhost has audience a twice",
        "i.toml:2: servces is not a known key; did you mean service?",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    assert!(said.iter().zip(expected).all(|(said, expected)| said.starts_with(expected)), "{said:#?}");
    let said = wrong(&[("o.csv", "jid/name\na@x/A\n")]);
    assert!(said.iter().any(|said| said.starts_with("o.csv:1: there is no column 'jid/name'")), "{said:?}");
    assert!(wrong(&[("o.csv", "jid,nmae\na@x,A\n")])[0].ends_with("did you mean name?"));
    assert!(wrong(&[("i.toml", "operators_csv = 'gone.csv'\n")])[0].starts_with("gone.csv: cannot be read"));
    assert_eq!(
        wrong(&[("i.json", "{}")]),
        ["i.json: a file ending in .toml, .csv, .ttl, .rdf, .xml or .tsv is expected"]
    );
}

#[test]
fn no_more_than_a_hundred_mistakes_are_told() {
    let text = "[[operator]]\njid = 'x'\nservices = ['gone']\n".repeat(5_000);
    assert_eq!(wrong(&[("i.toml", &text)]).len(), 100);
}

#[test]
fn ten_thousand_operators_are_read_in_a_moment() {
    let mut csv = "jid,library,services,languages,subjects\n".to_owned();
    for n in 0..10_000 {
        csv += &format!("o{n}@localhost,lund,ask,sv:C1;en:B2;fi:A1,ykl:33\n");
    }
    let after = import(&[("o.csv", &csv)], &sample::inventory()).expect("a right file");
    assert_eq!(after.operators.len(), 10_003);
}

#[test]
fn a_spreadsheet_says_what_a_competence_rests_on_and_how_long_it_holds_with_words_for_ids() {
    let csv = "\u{feff}jid;kind;value;level;evidence;confirmed;valid_until\r\n\
               anna@localhost;subject;Juridik;C1;\"LL.M.; Lund\";2026-11-24;2027-06-30\r\n\
               anna@localhost;audience;children;;;;\r\n";
    let after = import(&[("c.csv", csv)], &sample::inventory()).expect("a right file");
    let anna = &after.operators[&sample::jid("anna@localhost")];
    let law = anna.competences.iter().find(|entry| entry.value == "ykl:33").expect("law");
    assert_eq!(law.evidence.as_deref(), Some("LL.M.; Lund"));
    assert_eq!((law.confirmed, law.valid_until), ("2026-11-24".parse().ok(), "2027-06-30".parse().ok()));
    let without = "jid,kind,value,level\nanna@localhost,subject,ykl:33,C2\n";
    let again = import(&[("c.csv", without)], &after).expect("a right file");
    let anna = &again.operators[&sample::jid("anna@localhost")];
    let kept = anna.competences.iter().find(|entry| entry.value == "ykl:33").expect("law");
    assert_eq!(kept, &Competence { level: Some(Level::C2), ..law.clone() });
    let operators = "jid,subjects\nanna@localhost,ykl:33\n";
    let again = import(&[("o.csv", operators)], &after).expect("a right file");
    let anna = &again.operators[&sample::jid("anna@localhost")];
    assert!(anna.competences.contains(&Competence { level: None, ..law.clone() }));
}

#[test]
fn a_word_that_may_mean_several_things_and_wrong_days_are_mistakes_of_their_line() {
    let mut before = sample::inventory();
    let law = before.concepts["ykl:33"].clone();
    before.concepts.insert("yso:p1".into(), crate::desk::inventory::Concept { id: "yso:p1".into(), ..law });
    let long = "x".repeat(201);
    let csv = format!(
        "jid,kind,value,evidence,valid_until\nanna@localhost,subject,law,,\n\
         anna@localhost,subject,ykl:33,,30.6.2027\nanna@localhost,subject,yso:p1,{long},\n"
    );
    let said = import(&[("c.csv", &csv)], &before).expect_err("a wrong file");
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("c.csv:2") && said[0].contains("'law' may mean ykl:33 or yso:p1"), "{said:?}");
    assert!(said[1].contains("c.csv:3") && said[1].contains("valid_until: '30.6.2027' is not a day"), "{said:?}");
    assert!(said[2].contains("c.csv:4") && said[2].contains("200 characters"), "{said:?}");
}
