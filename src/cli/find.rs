//! `refdesk find QUERY`: who has which competence, from the store alone; what `!find` answers.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::clock;
use crate::config::Config;
use crate::desk::sentence::Sentence;
use crate::desk::token::Tokens;
use crate::desk::{Desk, Restored};

#[derive(Args)]
pub struct Arguments {
    /// What is looked for, e.g. 'lang:fi>=B2 subject:law duty:on' (docs/query.md); one that begins with - stands behind --.
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
}

pub async fn find(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let texts = super::load_texts(&config)?;
    let store = super::open_store(&config).await?;
    let kept = store.load(clock::random_key).await?;
    let around = super::surroundings(&config, &texts, Tokens::new([0; 4]));
    let restored =
        Restored { sessions: kept.sessions, last_session: kept.last_session, duty: kept.duty, ..Restored::default() };
    let desk = Desk::new(around, kept.inventory, restored);
    let language = config.hub.language.clone();
    match desk.findings(clock::now(), &arguments.query.join(" "), &language) {
        Ok(findings) => {
            if findings.query.contains("scope:") {
                eprintln!("{}", texts.render(&Sentence::FindNeedsTheDesk {}, &language));
            }
            for line in findings.lines(|sentence| texts.render(sentence, &language)) {
                println!("{line}");
            }
            Ok(if findings.total > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Err(mistake) => anyhow::bail!(texts.render(&mistake.sentence(), &language)),
    }
}
