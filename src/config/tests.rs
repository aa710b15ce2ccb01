use std::os::unix::fs::PermissionsExt;

use super::*;

const LEAST: &str = "[hub]\ndomain = 'ref.example.org'\n[server]\nsecret_file = 'secret'\n";
const REFERENCE: &str = include_str!("../../deploy/config.toml");

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(Path::new("/etc/refdesk/config.toml"), text)
}

fn wrong(text: &str) -> Vec<String> {
    let mistakes = parse(text).expect_err("this configuration is wrong").0;
    mistakes.iter().map(|mistake| mistake.to_string().replace("/etc/refdesk/config.toml:", "")).collect()
}

#[test]
fn the_least_configuration_has_defaults_for_the_rest() {
    let config = parse(LEAST).expect("a configuration");
    assert_eq!(config.server.jid.as_str(), "example.org");
    assert_eq!(config.server.secret_file, Path::new("/etc/refdesk/secret"));
    assert_eq!(config.store.url, "sqlite:/etc/refdesk/refdesk.db");
    assert_eq!(config.web.listen.to_string(), "127.0.0.1:9480");
    assert_eq!(config.limits, Limits::default());
}

#[test]
fn own_domains_are_domains() {
    let config = parse(&LEAST.replace("[server]", "own_domains = ['lib.se', 'guest.lib.se']\n[server]"));
    let own: Vec<String> = config.expect("a configuration").hub.own_domains.iter().map(ToString::to_string).collect();
    assert_eq!(own, ["guest.lib.se", "lib.se"]);
    let said = wrong(&LEAST.replace("[server]", "own_domains = ['dora@lib.se']\n[server]"));
    assert!(said[0].contains("a domain without '@' is expected"), "{said:?}");
}

#[test]
fn the_reference_states_the_defaults() {
    assert_eq!(parse(REFERENCE), parse(LEAST));
}

#[test]
fn the_reference_has_every_key_and_each_can_be_set() {
    let set: String = REFERENCE
        .lines()
        .map(|line| {
            let example = line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
            format!("{}\n", example.unwrap_or(line))
        })
        .collect();
    let set = set.replace("sqlite:refdesk.db", "postgres://refdesk@db/refdesk");
    let file = Path::new("config.toml");
    let asked = Document::read(file, &set, |table| {
        config(table, Path::new(""));
        table.document.asked()
    });
    let value: toml::Table = set.parse().expect("TOML");
    for path in asked.expect("a right configuration") {
        let mut keys = path.split('.');
        let first = keys.next().and_then(|key| value.get(key));
        assert!(
            keys.try_fold(first, |at, key| Some(at?.get(key))).flatten().is_some(),
            "{path} is not in the reference"
        );
    }
}

#[test]
fn everything_wrong_is_told_with_line_key_and_what_is_expected() {
    let said = wrong(
        "[hub]\ndomian = 'ref.example.org'\ncoordinators = ['example.org', 'eva@']\n\
         [server]\nport = 99999\n[limits]\noffer = '20'\nsessions = 0\n[log]\nformat = 'xml'\nfilter = 'a=b=c'\n",
    );
    assert_eq!(said[0], "1: hub.domain is missing: the component's domain such as \"ref.example.org\" is expected");
    assert_eq!(said[1], "2: hub.domian is not a known key; did you mean domain?");
    assert!(said[2].starts_with("3: hub.coordinators: "), "{said:?}");
    assert!(said.contains(&"5: server.port: a whole number from 1 to 65535 is expected, not 99999".to_owned()));
    let expected = "a time such as \"20s\" (s, m, h, days; from 1s to ten years) is expected, not \"20\"";
    assert!(said.contains(&format!("7: limits.offer: {expected}")), "{said:?}");
    assert!(said.iter().any(|said| said.starts_with("8: limits.sessions: a whole number from 1 ")), "{said:?}");
    assert!(said.contains(&"10: log.format: \"text\" or \"json\" is expected".to_owned()), "{said:?}");
    assert!(said.iter().any(|said| said.starts_with("11: log.filter: ")), "{said:?}");
}

#[test]
fn what_would_be_unsafe_is_refused() {
    for (more, said) in [
        ("[web]\nlisten = '0.0.0.0:9480'", "loopback"),
        ("[store]\nurl = 'postgres://me:pass@db/refdesk'", "store.password_file"),
        ("[store]\nurl = 'mysql://db'", "sqlite:FILE"),
        ("[server.limits]\ndepth = 5000", "from 1 to 200"),
        ("[secret]\nserver = 'x'", "secret is not a known key"),
    ] {
        let wrong = wrong(&format!("{LEAST}{more}\n"));
        assert!(wrong.len() == 1 && wrong[0].contains(said), "{more}: {wrong:?}");
    }
    assert!(parse(&format!("{LEAST}[web]\nlisten = '0.0.0.0:9480'\nallow_remote = true\n")).is_ok());
}

#[test]
fn a_name_may_be_given_by_language() {
    let named = |name: &str| {
        let text = LEAST.replace("[server]", &format!("name = {name}\nlanguage = 'sv'\n[server]"));
        parse(&text).expect("a configuration").hub.name
    };
    assert_eq!(named("'Fråga'").len(), 1);
    assert_eq!(named("{ sv = 'Fråga', en = 'Ask' }").len(), 2);
}

#[test]
fn a_secret_is_read_from_its_file_and_an_open_file_is_warned_of() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = Config::parse(&directory.path().join("config.toml"), LEAST).expect("a configuration");
    assert!(config.secrets().is_err());
    fs::write(&config.server.secret_file, "\n").expect("a file");
    assert!(config.secrets().is_err());
    fs::write(&config.server.secret_file, "s3cret\n").expect("a file");
    for (mode, warnings) in [(0o640, 0), (0o644, 1)] {
        fs::set_permissions(&config.server.secret_file, fs::Permissions::from_mode(mode)).expect("a mode");
        let secrets = config.secrets().expect("secrets");
        assert_eq!(secrets.server.reveal(), "s3cret");
        assert!(!format!("{secrets:?}").contains("s3cret"));
        assert_eq!(secrets.warnings.len(), warnings);
    }
}

#[test]
fn no_wait_may_be_shorter_than_a_second_and_no_count_less_than_one() {
    let keys = toml::Table::try_from(Limits::default()).expect("limits");
    for (key, default) in keys {
        let (short, least) = if default.is_str() { ("'0s'", "'1s'") } else { ("0", "1") };
        let said = wrong(&format!("{LEAST}[limits]\n{key} = {short}\n"));
        assert!(said.len() == 1 && said[0].starts_with(&format!("6: limits.{key}: a ")), "{said:?}");
        assert!(parse(&format!("{LEAST}[limits]\n{key} = {least}\n")).is_ok(), "{key}");
    }
    let said = wrong(&format!("{LEAST}[limits]\npass_over = '999ms'\n[server.limits]\nsilence = '0s'\n"));
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn limits_texts_and_the_filter_need_no_restart() {
    let config = parse(LEAST).expect("a configuration");
    let other = format!("{LEAST}[limits]\noffer = '5s'\n[log]\nfilter = 'debug'\n[texts]\ndirectory = 't'\n");
    assert!(config.needs_restart(&parse(&other).expect("a configuration")).is_empty());
    let other = format!("{LEAST}port = 5348\n[log]\nformat = 'json'\n");
    assert_eq!(config.needs_restart(&parse(&other).expect("a configuration")), ["server", "log.format"]);
}
