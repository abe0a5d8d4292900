//! Texts by id, in two languages.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Simplified Chinese (简体中文), the first language.
    #[default]
    Chinese,
    /// English.
    English,
}

/// A user text by id with its arguments; words come from [`Locale`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The message id in `locales/*/*.ftl`, prefixed by the room: `formula-unknown-name`.
    pub id: &'static str,
    /// Named arguments.
    pub args: Vec<(&'static str, Arg)>,
}

/// An argument of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Shown as it is.
    Str(String),
    /// A whole number; selects plural forms in English.
    Int(i64),
    /// A text inside a text.
    Text(Text),
}

impl Text {
    /// A text without arguments.
    pub fn new(id: &'static str) -> Text {
        Text { id, args: Vec::new() }
    }

    /// Adds an argument.
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Text {
        self.args.push((name, value.into()));
        self
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Arg {
        Arg::Str(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Arg {
        Arg::Str(value)
    }
}

impl From<usize> for Arg {
    fn from(value: usize) -> Arg {
        Arg::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Arg {
        Arg::Int(value)
    }
}

impl From<Text> for Arg {
    fn from(value: Text) -> Arg {
        Arg::Text(value)
    }
}

/// Turns texts into words of one language.
pub struct Locale {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Locale {
    /// The locale of `language`, built once per process.
    pub fn of(language: Language) -> &'static Locale {
        static CHINESE: OnceLock<Locale> = OnceLock::new();
        static ENGLISH: OnceLock<Locale> = OnceLock::new();
        match language {
            Language::Chinese => CHINESE.get_or_init(|| Locale::build(language, "zh-CN", ZH_CN)),
            Language::English => ENGLISH.get_or_init(|| Locale::build(language, "en", EN)),
        }
    }

    fn build(language: Language, tag: &str, files: &[(&str, &str)]) -> Locale {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().expect("a fixed, valid tag")]);
        bundle.set_use_isolating(false);
        for (name, content) in files {
            // A test parses every file and refuses errors and doubled ids, so both are unreachable here.
            let resource = FluentResource::try_new((*content).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("locales/{tag}/{name}: {errors:?}"));
            if let Err(errors) = bundle.add_resource(resource) {
                panic!("locales/{tag}/{name}: {errors:?}");
            }
        }
        Locale { language, bundle }
    }

    /// The language of this locale.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words of `text`; an unknown id is printed as the id (a test refuses those).
    pub fn words(&self, text: &Text) -> String {
        let Some(pattern) = self.bundle.get_message(text.id).and_then(|m| m.value()) else {
            return text.id.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in &text.args {
            let value: FluentValue = match value {
                Arg::Str(s) => s.clone().into(),
                Arg::Int(n) => (*n).into(),
                Arg::Text(inner) => self.words(inner).into(),
            };
            args.set(*name, value);
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// The words of a text without arguments.
    pub fn get(&self, id: &'static str) -> String {
        self.words(&Text::new(id))
    }

    /// Whether the id exists in this language.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

/// All text files of a language, as (file name, content), for tests and generated pages.
pub fn files(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Chinese => ZH_CN,
        Language::English => EN,
    }
}
