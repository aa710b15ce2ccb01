//! `refdesk import FILE`: all of it or nothing, with every mistake by file and line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use crate::config::Config;
use crate::desk::hours;
use crate::desk::inventory::{Inventory, kind};
use crate::desk::language::Language;
use crate::import::{Options, Progress};
use crate::store::{Counts, How, Store};
use crate::tongue::Tongue;

/// Libraries whose unreadable hours are told.
const MOST_TROUBLE: usize = 50;

#[derive(Args)]
pub struct Arguments {
    /// What to import; the format is described in docs/inventory.md.
    file: PathBuf,
    /// Removes what the file does not name. Not for vocabularies.
    #[arg(long)]
    replace: bool,
    /// Of a vocabulary: the language of labels that do not say theirs (else NAME-fi.tsv says it).
    #[arg(long, value_name = "TAG")]
    language: Option<Language>,
    /// Of a vocabulary: the scheme its concepts belong to, instead of what the file says.
    #[arg(long, value_name = "NAME")]
    scheme: Option<String>,
    /// Of a vocabulary: the kind of its concepts, subject if nothing is said.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// FILE (.tsv) holds questions answered before, with the subjects librarians gave them, to learn from.
    #[arg(long, conflicts_with = "replace")]
    experience: bool,
}

/// How often somebody who waits is told how far it has got.
const TOLD_EVERY: Duration = Duration::from_secs(1);

impl Arguments {
    /// What does not go together.
    fn wrong(&self) -> Option<String> {
        let Arguments { replace, language, scheme, kind, file, experience } = self;
        let vocabulary = crate::import::is_vocabulary(file) && !experience;
        if vocabulary && *replace {
            return Some("--replace is not for a vocabulary: it would remove the libraries and operators".to_owned());
        }
        if !vocabulary && (language.is_some() || scheme.is_some() || kind.is_some()) {
            return Some("--language, --scheme and --kind are for vocabularies (.ttl, .rdf, .xml, .tsv)".to_owned());
        }
        let kind = kind.as_ref()?;
        if kind == kind::LANGUAGE {
            return Some("--kind: languages are tags and need no concepts".to_owned());
        }
        (!kind::is_id(kind)).then(|| format!("--kind: {}", kind::NotAnId(kind.clone())))
    }
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

pub async fn import(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if let Some(wrong) = arguments.wrong() {
        eprintln!("refdesk: {wrong}");
        return Ok(ExitCode::FAILURE);
    }
    let config = Config::load(config)?;
    let store = super::open_store(&config).await?;
    if arguments.experience {
        return experience(&store, &arguments.file).await;
    }
    let (existing, how) = match arguments.replace {
        true => (Inventory::default(), How::Replace),
        false => (store.inventory().await?.1, How::Merge),
    };
    let told_after = Instant::now() + TOLD_EVERY;
    let mut next = told_after;
    let mut tell = |Progress { bytes, of, concepts }: Progress| {
        if Instant::now() >= next {
            next = Instant::now() + TOLD_EVERY;
            eprintln!("{:.1} of {:.1} MB read, {concepts} concepts", mega(bytes), mega(of));
        }
    };
    let mut options = Options {
        language: arguments.language.clone(),
        scheme: arguments.scheme.clone(),
        kind: arguments.kind.clone(),
        progress: Some(&mut tell),
        unspoken: 0,
        unknown: 0,
    };
    let inventory = match crate::import::read_with(&arguments.file, &existing, &mut options) {
        Ok(inventory) => inventory,
        Err(mistakes) => {
            eprintln!("{mistakes}");
            eprintln!("Nothing was imported.");
            return Ok(ExitCode::FAILURE);
        }
    };
    drop(existing);
    if options.unspoken > 0 {
        eprintln!("{} labels do not say their language and were left out; --language TAG takes them", options.unspoken);
    }
    if options.unknown > 0 {
        let unknown = options.unknown;
        eprintln!(
            "{unknown} concepts that the file has further names for are not known; import their vocabulary first"
        );
    }
    if Instant::now() >= told_after {
        eprintln!("Storing {} concepts …", inventory.concepts.len());
    }
    let counts = store.import(&inventory, how).await?;
    let kinds = [
        ("libraries", counts.libraries),
        ("consortia", counts.consortia),
        ("services", counts.services),
        ("kinds", counts.kinds),
        ("concepts", counts.concepts),
        ("operators", counts.operators),
        ("canned answers", counts.canned),
    ];
    for (kind, Counts { added, changed, unchanged, removed }) in kinds {
        if added + changed + unchanged + removed > 0 {
            println!("{kind}: {added} added, {changed} changed, {removed} removed, {unchanged} as before");
        }
    }
    if !counts.changed_anything() {
        println!("Nothing has changed.");
    }
    let trouble = inventory.libraries.values().filter_map(|library| Some((&library.id, hours::trouble(library)?)));
    for (library, trouble) in trouble.take(MOST_TROUBLE) {
        eprintln!("note: library {library}: {trouble}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Learns from questions answered before.
async fn experience(store: &Store, file: &Path) -> anyhow::Result<ExitCode> {
    let (_, inventory) = store.inventory().await?;
    let taught = match crate::import::experience::read(file, &inventory, &Tongue::new()) {
        Ok(taught) => taught,
        Err(mistakes) => {
            eprintln!("{mistakes}");
            eprintln!("Nothing was imported.");
            return Ok(ExitCode::FAILURE);
        }
    };
    let stems = taught.counted.iter().filter(|known| known.concept.is_empty()).count();
    println!("{} questions, {stems} stems, {} pairs", taught.questions, taught.counted.len() - stems);
    if taught.unclear > 0 {
        println!("{} questions are in a language that could not be told, and were left out", taught.unclear);
    }
    if !taught.strangers.is_empty() {
        println!("{} concepts are not in the inventory, and were left out", taught.strangers.len());
    }
    if !store.import_experience(&taught.source, taught.counted).await? {
        println!("Nothing has changed.");
    }
    store.fade_experience().await?;
    Ok(ExitCode::SUCCESS)
}
