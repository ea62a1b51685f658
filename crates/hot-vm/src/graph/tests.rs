//! Programs through the real transformer and the real engine, from files in memory; and the algorithms alone.

mod host;
mod notes;
mod program;

mod algorithms;
mod async_order;
mod cycles;
mod data_modules;
mod defaults;
mod dynamic_import;
mod errors;
mod generations;
mod live_bindings;
mod meta;
mod namespaces;
mod resolve_export;
mod rooting;
mod scale;
mod source_names;
mod stars;
mod tdz;
mod top_level_await;
mod typescript;
