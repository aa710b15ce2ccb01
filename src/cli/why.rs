//! `refdesk why`: why a session was offered to whom, from the chronicle, however long ago.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jid::BareJid;

use crate::clock;
use crate::config::Config;
use crate::desk::routing::Teller;
use crate::desk::vocabulary::Vocabulary;

#[derive(Args)]
pub struct Arguments {
    /// The session's name, as in `!why`: six letters and digits.
    #[arg(value_name = "SESSION")]
    token: String,
    /// Only what concerns this operator, by her address.
    operator: Option<BareJid>,
}

pub async fn why(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let texts = super::load_texts(&config)?;
    let store = super::open_store(&config).await?;
    let token = arguments.token.to_lowercase();
    let Some(entries) = store.chronicle(&token).await? else {
        bail!("there never was a session {token}: its name is shown when it is offered, and by !queue");
    };
    let (_, inventory) = store.inventory().await?;
    let vocabulary = Vocabulary::of(&inventory);
    let (language, now) = (&config.hub.language, clock::now());
    let teller = Teller { inventory: &inventory, vocabulary: &vocabulary, language, now };
    let story = teller.story(&entries, arguments.operator.as_ref());
    if story.is_empty() {
        println!(
            "{token} was offered to nobody{}.",
            if arguments.operator.is_some() { " of this address" } else { "" }
        );
    }
    for sentence in story {
        println!("{}", texts.render(&sentence, language));
    }
    Ok(ExitCode::SUCCESS)
}
