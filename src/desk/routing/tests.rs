//! Conditions, scores and scarcity, on the sample inventory and on invented ones.

use super::*;
use crate::desk::inventory::{Competence, Concept, Consortium};
use crate::desk::need::{Source, Wanted};
use crate::desk::record::DutyClient;
use crate::desk::sample;
use crate::desk::session::{Passed, Patron, Via};
use crate::desk::token::Tokens;

const NOW: Time = Time(3_600_000);

struct World {
    inventory: Inventory,
    duty: Duty,
    weights: Weights,
    held: BTreeMap<BareJid, u32>,
    session: Session,
}

impl World {
    fn new(need: Need) -> Self {
        World {
            inventory: sample::inventory(),
            duty: Duty::default(),
            weights: Weights::default(),
            held: BTreeMap::new(),
            session: session(need),
        }
    }

    /// On duty since so many minutes ago, the first the longest.
    fn on(mut self, names: &[(&str, Show)]) -> Self {
        for (minute, (name, show)) in (0..).zip(names) {
            self.comes("ask", name, *show, Time(minute * 1_000));
        }
        self
    }

    fn comes(&mut self, service: &str, name: &str, show: Show, since: Time) {
        let client = format!("{name}@localhost/desk").parse().expect("a full JID");
        let service = sample::service(service);
        self.duty.set(DutyClient { service, client, show, by_command: false, off: false, since });
    }

    fn holds(mut self, name: &str, sessions: u32) -> Self {
        self.held.insert(person(name), sessions);
        self
    }

    fn operator(&mut self, name: &str) -> &mut Operator {
        self.inventory.operators.get_mut(&person(name)).expect("an operator")
    }

    /// Somebody new who works for `ask`.
    fn has(mut self, name: &str, languages: &[(&str, Level)], others: &[(&str, &str)]) -> Self {
        let mut operator = self.inventory.operators[&person("anna")].clone();
        let languages = languages.iter().map(|(tag, level)| Competence::new(kind::LANGUAGE, tag, Some(*level)));
        let others = others.iter().map(|(kind, value)| Competence::new(kind, value, None));
        operator.competences = languages.chain(others).collect();
        (operator.jid, operator.name) = (person(name), name.to_owned());
        self.inventory.operators.insert(operator.jid.clone(), operator);
        self
    }

    fn look<T>(&self, at: Time, with: impl FnOnce(&Circumstances, &Service) -> T) -> T {
        let held = |operator: &BareJid| self.held.get(operator).copied().unwrap_or(0);
        let vocabulary = Vocabulary::of(&self.inventory);
        let circumstances = Circumstances {
            now: at,
            inventory: &self.inventory,
            vocabulary: &vocabulary,
            weights: &self.weights,
            duty: &self.duty,
            held: &held,
        };
        with(&circumstances, &self.inventory.services[&sample::service("ask")])
    }

    fn ranked(&self, at: Time) -> (Step, Why, Vec<Candidate>) {
        let held = |operator: &BareJid| self.held.get(operator).copied().unwrap_or(0);
        let vocabulary = Vocabulary::of(&self.inventory);
        let (inventory, weights, duty) = (&self.inventory, &self.weights, &self.duty);
        let circumstances = Circumstances { now: at, inventory, vocabulary: &vocabulary, weights, duty, held: &held };
        let service = &self.inventory.services[&sample::service("ask")];
        let choice = circumstances.choose(service, &self.session, &Limits::default());
        let ranked = circumstances.rank(service, &self.session.need, &choice);
        (choice.step, choice.why, ranked)
    }

    fn order(&self) -> Vec<String> {
        self.order_at(NOW)
    }

    fn order_at(&self, at: Time) -> Vec<String> {
        let names = self.ranked(at).2.into_iter().map(|one| one.operator.node().map(|node| node.to_string()));
        names.flatten().collect()
    }

    fn score(&self, name: &str) -> i64 {
        let all = self.ranked(NOW).2;
        all.into_iter().find(|one| one.operator == person(name)).expect("a candidate").score
    }
}

fn person(name: &str) -> BareJid {
    sample::jid(&format!("{name}@localhost"))
}

fn session(need: Need) -> Session {
    let patron = Patron { bare: person("dora"), client: None, via: Via::Chat, language: sample::language("en") };
    Session::new(1, Tokens::new([1, 2, 3, 4]).of(1), sample::service("ask"), patron, need, NOW)
}

fn need(languages: &[&str], subjects: &[&str]) -> Need {
    let source = Source::Words;
    let languages = languages.iter().map(|tag| Wanted { value: sample::language(tag), source });
    let subjects = subjects.iter().map(|id| Wanted { value: (*id).to_owned(), source });
    Need { languages: languages.collect(), subjects: subjects.collect(), ..Need::default() }
}

const ON: Show = Show::Available;

#[test]
fn only_those_who_share_a_language_are_candidates() {
    let all = [("anna", ON), ("bo", ON), ("chen", ON)];
    assert_eq!(World::new(need(&["sv"], &[])).on(&all).order(), ["anna", "bo"]);
    assert_eq!(World::new(need(&["zh"], &[])).on(&all).order(), ["chen"]);
    assert!(World::new(need(&["fi"], &[])).on(&all).order().is_empty());
}

#[test]
fn a_wanted_subject_outweighs_idleness_and_load_outweighs_level() {
    let both = [("anna", ON), ("bo", ON)];
    assert_eq!(World::new(need(&["sv"], &["ykl:33"])).on(&both).order(), ["bo", "anna"]);
    assert_eq!(World::new(need(&["sv"], &[])).on(&both).holds("anna", 1).order(), ["bo", "anna"]);
}

#[test]
fn away_is_asked_last_and_dnd_never() {
    let world = World::new(need(&["en"], &[])).on(&[("anna", Show::Away), ("bo", Show::Dnd), ("chen", ON)]);
    assert_eq!(world.order(), ["chen", "anna"]);
}

#[test]
fn who_is_at_her_limit_or_has_declined_is_no_candidate_but_counts_as_somebody() {
    let mut world = World::new(need(&["sv"], &[])).on(&[("anna", ON)]).holds("anna", 2);
    assert!(world.order().is_empty());
    world.held.clear();
    world.session.passed.insert(person("anna"), Passed::Declined);
    assert!(world.order().is_empty());
    let Need { languages, .. } = need(&["sv"], &[]);
    let need = Need { languages, ..Need::default() };
    assert!(world.look(NOW, |circumstances, _| {
        let service = circumstances.inventory.services.get(&sample::service("ask")).expect("a service");
        circumstances.anybody(service, &need)
    }));
}

#[test]
fn an_exact_match_is_worth_as_much_a_narrower_concept_less_and_a_broader_one_less_still() {
    let concept = |id: &str, broader: &[&str], exact: &[&str]| {
        let own = |all: &[&str]| all.iter().map(|id| (*id).to_owned()).collect();
        let kind = kind::SUBJECT.to_owned();
        (id.to_owned(), Concept { id: id.into(), kind, broader: own(broader), exact: own(exact), ..Concept::default() })
    };
    let of = |had: &str| {
        let mut world = World::new(need(&["sv"], &["law"])).on(&[("anna", ON)]);
        world.inventory.concepts.extend([
            concept("society", &[], &[]),
            concept("law", &["society"], &["ysa:law"]),
            concept("ysa:law", &[], &[]),
            concept("tax-law", &["law"], &[]),
            concept("vat", &["tax-law"], &[]),
        ]);
        world.operator("anna").competences.push(Competence::new(kind::SUBJECT, had, None));
        world.score("anna") - World::new(need(&["sv"], &[])).on(&[("anna", ON)]).score("anna")
    };
    assert_eq!((of("law"), of("ysa:law")), (40, 40));
    assert_eq!((of("tax-law"), of("vat"), of("society"), of("cooking")), (34, 28, 28, 0));
}

#[test]
fn culture_audience_and_kinds_nobody_thought_of_count() {
    let mut need = need(&["sv"], &[]);
    for (kind, value) in [("culture", "sapmi"), ("audience", "children"), ("instrument", "kantele")] {
        let value = Asked { kind: kind.into(), value: value.into() };
        need.others.push(Wanted { value, source: Source::Corrected });
    }
    let world = World::new(need).on(&[("anna", ON)]);
    let world = world.has("siv", &[("sv", Level::Native)], &[("culture", "sapmi"), ("instrument", "kantele")]);
    let world = world.on(&[("anna", ON), ("siv", ON)]);
    let (_, _, ranked) = world.ranked(NOW);
    assert_eq!(ranked[0].operator, person("siv"));
    let kinds: Vec<&str> = ranked[0].chosen.others.iter().map(|other| other.kind.as_str()).collect();
    assert_eq!(kinds, ["culture", "instrument"]);
}

#[test]
fn what_has_expired_counts_less_but_still_counts() {
    let bo = |until: Option<&str>| {
        let mut world = World::new(need(&["sv"], &["ykl:33"])).on(&[("bo", ON)]);
        let law = world.operator("bo").competences.iter_mut().find(|one| one.kind == kind::SUBJECT);
        law.expect("law").valid_until = until.map(|day| day.parse().expect("a day"));
        world.score("bo")
    };
    assert_eq!(bo(None), bo(Some("1970-01-01")));
    assert_eq!(bo(None) - bo(Some("1969-12-31")), 20);
}

#[test]
fn equal_ones_go_by_how_long_they_have_been_free_and_then_by_address() {
    let world = World::new(need(&["sv"], &[])).has("ada", &[("sv", Level::Native)], &[]);
    let mut world = world.has("eva", &[("sv", Level::Native)], &[]);
    world.comes("ask", "eva", ON, NOW);
    world.comes("ask", "ada", ON, NOW);
    assert_eq!(world.order(), ["ada", "eva"]);
    world.duty = Duty::default();
    world.comes("ask", "eva", ON, NOW - std::time::Duration::from_secs(1));
    world.comes("ask", "ada", ON, NOW);
    assert_eq!(world.order(), ["eva", "ada"]);
}

#[test]
fn the_sole_speaker_is_spared_while_others_can_serve() {
    let fluent = [("sv", Level::B2)];
    let world = |need| {
        let world = World::new(need).has("siv", &fluent, &[]).has("ulla", &fluent, &[]);
        world.has("aino", &[("sv", Level::Native), ("fi", Level::Native)], &[])
    };
    let all = [("aino", ON), ("siv", ON), ("ulla", ON)];
    // Aino speaks Swedish best and has been free longest, and is spared for Finnish questions.
    assert_eq!(world(need(&["sv"], &[])).on(&all).order(), ["siv", "ulla", "aino"]);
    // She gets the session that needs her,
    assert_eq!(world(need(&["fi"], &[])).on(&all).order(), ["aino"]);
    assert_eq!(world(need(&["sv", "fi"], &[])).on(&all).order()[0], "aino");
    // and any other when nobody else can.
    assert_eq!(world(need(&["sv"], &[])).on(&all[..1]).order(), ["aino"]);
    let busy = world(need(&["sv"], &[])).on(&all).holds("siv", 2).holds("ulla", 2);
    assert_eq!(busy.order(), ["aino"]);
}

#[test]
fn a_second_free_speaker_ends_the_sparing_and_is_missed_when_she_is_busy() {
    let both = [("sv", Level::Native), ("fi", Level::C1)];
    let world = || {
        let world = World::new(need(&["sv"], &[])).has("siv", &[("sv", Level::C1)], &[]);
        world.has("aino", &both, &[]).has("paavo", &both, &[]).has("lea", &both, &[])
    };
    let all = [("aino", ON), ("paavo", ON), ("lea", ON), ("siv", ON)];
    assert_eq!(world().on(&all).order()[0], "aino");
    assert_eq!(world().on(&all).holds("paavo", 2).holds("lea", 2).order()[0], "siv");
    let rare = |world: World| {
        let (_, _, ranked) = world.ranked(NOW);
        let aino = ranked.into_iter().find(|one| one.operator == person("aino")).expect("a candidate");
        aino.chosen.parts.iter().any(|part| matches!(&part.what, Counted::Rare { value, .. } if value == "fi"))
    };
    assert!(!rare(world().on(&all)) && rare(world().on(&all).holds("lea", 2)));
}

#[test]
fn the_patrons_own_library_is_asked_first_and_the_consortium_after_the_service() {
    let mut world = World::new(need(&["en"], &[])).on(&[("chen", ON)]);
    world.comes("ask-law", "bo", ON, Time(0));
    let (ask, nordic) = (sample::service("ask"), "nordic".to_owned());
    let service = world.inventory.services.get_mut(&ask).expect("a service");
    (service.library, service.consortium) = (Some("lund".into()), Some(nordic.clone()));
    world.inventory.consortia.insert(nordic.clone(), Consortium { id: nordic.clone(), name: "Nordic".into() });
    world.inventory.libraries.get_mut("lund").expect("a library").consortia.insert(nordic);
    let later = |seconds| NOW + std::time::Duration::from_secs(seconds);
    let step = |world: &World, at: Time| {
        let (step, why, ranked) = world.ranked(at);
        (step, why, ranked.iter().filter_map(|one| Some(one.operator.node()?.to_string())).collect::<Vec<_>>())
    };
    // Nobody of Lund is on duty here: Chen at once. After two minutes Bo too, who is on duty elsewhere.
    assert_eq!(step(&world, NOW), (Step::Service, Why::NobodyFits, vec!["chen".to_owned()]));
    let both = vec!["chen".to_owned(), "bo".to_owned()];
    assert_eq!(step(&world, later(120)), (Step::Consortium, Why::Time, both));
    // Without anybody here who fits, at once.
    world.duty.remove(&ask, &"chen@localhost/desk".parse().expect("a full JID"));
    assert_eq!(step(&world, NOW), (Step::Consortium, Why::NobodyFits, vec!["bo".to_owned()]));
    // Anna of Lund is asked first, alone for a minute.
    world.comes("ask", "chen", ON, Time(0));
    world.comes("ask", "anna", ON, Time(0));
    assert_eq!(step(&world, NOW), (Step::Library, Why::First, vec!["anna".to_owned()]));
    let (widest, why, names) = step(&world, later(60));
    assert_eq!((widest, why, names.len()), (Step::Service, Why::Time, 2));
    // A patron of Malmö is Chen's.
    world.session.need.library = Some(Wanted { value: "malmo".into(), source: Source::Corrected });
    assert_eq!(step(&world, NOW), (Step::Library, Why::First, vec!["chen".to_owned()]));
}

#[test]
fn what_nobody_has_is_told_apart_from_what_nobody_on_duty_has() {
    let mut need = need(&["so", "zh", "en"], &["ykl:33"]);
    need.others.push(Wanted { value: Asked { kind: "culture".into(), value: "x".into() }, source: Source::Words });
    let world = World::new(need).on(&[("anna", ON), ("chen", Show::Dnd)]);
    let unmet = world.look(NOW, |circumstances, _| {
        let service = circumstances.inventory.services.get(&sample::service("ask")).expect("a service");
        circumstances.unmet(service, &world.session.need, &Roster::of(circumstances.inventory))
    });
    let unmet: Vec<(&str, bool)> = unmet.iter().map(|(asked, known)| (asked.value.as_str(), *known)).collect();
    assert_eq!(unmet, [("so", false), ("zh", true), ("ykl:33", true), ("x", false)]);
}

/// The example of `docs/routing.md`.
#[test]
fn the_example_of_the_documentation_comes_out_so() {
    let concept = |id: &str, broader: &[&str]| {
        let broader = broader.iter().map(|id| (*id).to_owned()).collect();
        (id.to_owned(), Concept { id: id.into(), kind: kind::SUBJECT.to_owned(), broader, ..Concept::default() })
    };
    let mut world = World::new(need(&["sv"], &["copyright"]));
    world = world.has("aino", &[("sv", Level::Native), ("fi", Level::Native)], &[]).holds("anna", 1);
    world.inventory.concepts.extend([concept("law", &[]), concept("copyright", &["law"])]);
    world.operator("bo").forget(kind::SUBJECT, "ykl:33");
    world.operator("bo").competences.push(Competence::new(kind::SUBJECT, "law", None));
    world.operator("aino").competences.push(Competence::new(kind::SUBJECT, "law", Some(Level::C1)));
    for name in ["anna", "bo", "aino"] {
        world.comes("ask", name, ON, NOW);
    }
    assert_eq!(world.order(), ["bo", "anna", "aino"]);
    assert_eq!(["bo", "anna", "aino"].map(|name| world.score(name)), [18, -40, -79]);
}

#[test]
fn with_ten_thousand_operators_the_cost_follows_the_two_hundred_on_duty() {
    let mut world = World::new(need(&["sv", "en"], &["s7", "s8"]));
    let anna = world.inventory.operators[&person("anna")].clone();
    for number in 0..10_000u32 {
        let mut operator = anna.clone();
        operator.jid = person(&format!("o{number}"));
        let subjects =
            (0..8).map(|of| Competence::new(kind::SUBJECT, &format!("s{}", (number * 7 + of * 13) % 997), None));
        operator.competences.extend(subjects);
        world.inventory.operators.insert(operator.jid.clone(), operator);
    }
    for number in 0..200 {
        world.comes("ask", &format!("o{}", number * 50), ON, Time(number));
    }
    let vocabulary = Vocabulary::of(&world.inventory);
    let held = |_: &BareJid| 0;
    let (inventory, weights, duty) = (&world.inventory, &world.weights, &world.duty);
    let circumstances = Circumstances { now: NOW, inventory, vocabulary: &vocabulary, weights, duty, held: &held };
    let service = &inventory.services[&sample::service("ask")];
    let begun = std::time::Instant::now();
    for _ in 0..100 {
        let choice = circumstances.choose(service, &world.session, &Limits::default());
        assert_eq!(circumstances.rank(service, &world.session.need, &choice).len(), 200);
    }
    println!("one routing among 200 on duty of 10,000: {:?}", begun.elapsed() / 100);
}

/// Numbers of a seed (SplitMix64), so that the same people are tried each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most as u64) as usize
    }

    /// Somebody's languages, how many sessions she holds, and her level.
    fn profile(&mut self) -> (BTreeSet<usize>, u32, usize) {
        let speaks = (0..1 + self.below(3)).map(|_| self.below(TAGS.len())).collect();
        (speaks, self.below(3) as u32, self.below(4))
    }
}

#[test]
fn nobody_without_a_common_language_or_room_is_ever_chosen_and_the_order_is_one() {
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let people: Vec<_> = (0..1 + dice.below(8)).map(|_| dice.profile()).collect();
        let wanted: Vec<usize> = (0..1 + dice.below(2)).map(|_| dice.below(TAGS.len())).collect();
        let world = invented(&people, &wanted);
        let tags: Vec<&str> = wanted.iter().map(|place| TAGS[*place]).collect();
        let (_, _, ranked) = world.ranked(NOW);
        for one in &ranked {
            let operator = &world.inventory.operators[&one.operator];
            let can = |tag: &&str| operator.level(&sample::language(tag)).is_some_and(|level| level >= USABLE);
            assert!(tags.iter().any(can), "seed {seed}");
            assert!(world.held.get(&one.operator).copied().unwrap_or(0) < operator.sessions, "seed {seed}");
            assert_eq!(one.score, one.chosen.parts.iter().map(|part| part.points).sum::<i64>());
        }
        assert!(ranked.windows(2).all(|pair| pair[0].score >= pair[1].score), "seed {seed}");
        assert_eq!(world.ranked(NOW).2, ranked);
    }
}

/// However well she fits otherwise: who alone speaks a language that is not needed is first only if all who could take
/// it are spared for something.
#[test]
fn a_sole_speaker_never_comes_before_one_who_is_spared_for_nothing() {
    let mut sole = 0;
    for seed in 0..2_000 {
        let mut dice = Dice(seed);
        let people: Vec<_> = (0..2 + dice.below(7)).map(|_| dice.profile()).collect();
        let (_, _, ranked) = invented(&people, &[dice.below(TAGS.len())]).ranked(NOW);
        let rare = |one: &Candidate, of: fn(u32) -> bool| {
            let part = |part: &Part| matches!(&part.what, Counted::Rare { others, .. } if of(*others));
            one.chosen.parts.iter().any(part)
        };
        if ranked.first().is_some_and(|first| rare(first, |others| others == 0)) {
            sole += 1;
            assert!(ranked.iter().all(|one| rare(one, |_| true)), "seed {seed}: {ranked:?}");
        }
    }
    assert!(sole > 20, "{sole}");
}

const TAGS: [&str; 5] = ["sv", "en", "fi", "so", "se"];

fn invented(people: &[(BTreeSet<usize>, u32, usize)], wanted: &[usize]) -> World {
    let tags: Vec<&str> = wanted.iter().map(|place| TAGS[*place]).collect();
    let mut world = World::new(need(&tags, &[]));
    for (number, (speaks, held, level)) in people.iter().enumerate() {
        let levels = [Level::A2, Level::B1, Level::C1, Level::Native];
        let languages: Vec<(&str, Level)> = speaks.iter().map(|place| (TAGS[*place], levels[*level])).collect();
        let name = format!("p{number}");
        world = world.has(&name, &languages, &[]).holds(&name, *held);
        world.comes("ask", &name, ON, NOW);
    }
    world
}
