//! Takes the imports and exports out of a module and makes its record of them.

mod exports;
mod imports;

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;
use std::fmt::Write as _;
use std::mem;

use oxc::allocator::ArenaVec;
use oxc::ast::ast::{Expression, ModuleExportName, Statement, StringLiteral, WithClause};
use oxc::ast::builder::AstBuilder;
use oxc::semantic::{Scoping, SymbolId};
use oxc::span::{SPAN, Span};
use oxc::str::Ident;

use super::names::Names;
use super::positions::Positions;
use super::rewrite::Import;
use super::{Diagnostic, ImportEntry, IndirectExport, LocalExport, ModuleRequest};

/// Import attributes, sorted by key.
type Attributes = Vec<(String, String)>;

/// The module record under construction.
pub(super) struct Recorder<'a, 's> {
    ast: &'s AstBuilder<'a>,
    names: Names<'a>,
    scoping: &'s Scoping,
    positions: Positions<'a>,
    pub(super) requests: Vec<ModuleRequest>,
    pub(super) imports: Vec<ImportEntry>,
    pub(super) local_exports: Vec<LocalExport>,
    pub(super) indirect_exports: Vec<IndirectExport>,
    pub(super) star_exports: Vec<usize>,
    /// What the rest of the module reads for each imported symbol.
    pub(super) symbols: FxHashMap<SymbolId, Import<'a>>,
    /// For each imported symbol, its index into `imports`.
    entries: FxHashMap<SymbolId, usize>,
    /// For each imported namespace, how often its members are read by name, to be counted by the rewriter.
    pub(super) namespaces: FxHashMap<SymbolId, usize>,
    /// Indices into `requests`.
    known: FxHashMap<(&'a str, Attributes), usize>,
    /// The getters' keys and what they return, in order.
    getters: Vec<(String, String)>,
    /// The keys of `getters`.
    keys: FxHashSet<String>,
    exported: FxHashSet<String>,
    pub(super) errors: Vec<Diagnostic>,
    /// Statements to run at instantiation.
    hoisted: ArenaVec<'a, Statement<'a>>,
}

impl<'a, 's> Recorder<'a, 's> {
    pub(super) fn new(
        source: &'a str,
        scoping: &'s Scoping,
        names: Names<'a>,
        ast: &'s AstBuilder<'a>,
    ) -> Self {
        Self {
            ast,
            names,
            scoping,
            positions: Positions::new(source),
            requests: Vec::new(),
            imports: Vec::new(),
            local_exports: Vec::new(),
            indirect_exports: Vec::new(),
            star_exports: Vec::new(),
            symbols: FxHashMap::default(),
            entries: FxHashMap::default(),
            namespaces: FxHashMap::default(),
            known: FxHashMap::default(),
            getters: Vec::new(),
            keys: FxHashSet::default(),
            exported: FxHashSet::default(),
            errors: Vec::new(),
            hoisted: ArenaVec::new_in(ast),
        }
    }

    /// Replaces imports and exports by what remains of them, puts the bare `yield` that ends instantiation before it, and
    /// records the rest.
    pub(super) fn take(&mut self, body: &mut ArenaVec<'a, Statement<'a>>) {
        // Imports first: an export may come before the import it re-exports. Requests are in source order all the same.
        for statement in &*body {
            match statement {
                Statement::ImportDeclaration(import) => self.import(import),
                Statement::ExportFromDeclaration(export) => {
                    self.request(&export.source, export.with_clause.as_deref());
                }
                Statement::ExportAllDeclaration(export) => {
                    self.request(&export.source, export.with_clause.as_deref());
                }
                _ => {}
            }
        }
        let count = body.len();
        let statements = mem::replace(body, ArenaVec::with_capacity_in(count + 1, self.ast));
        let mut rest = ArenaVec::with_capacity_in(count, self.ast);
        for statement in statements {
            self.export(statement, &mut rest);
        }
        body.extend(mem::replace(&mut self.hoisted, ArenaVec::new_in(self.ast)));
        let pause = Expression::new_yield_expression(SPAN, false, None, self.ast);
        body.push(Statement::new_expression_statement(SPAN, pause, self.ast));
        body.extend(rest);
    }

    /// The object literal of the export getters.
    pub(super) fn getters(&self) -> String {
        let mut out = String::from("{");
        for (i, (key, value)) in self.getters.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            // Neither identifiers nor DEFAULT_KEY need escapes. Writing to a string does not fail.
            let _ = write!(out, "{comma} \"{key}\": () => {value}");
        }
        out.push_str(if self.getters.is_empty() { "}" } else { " }" });
        out
    }

    /// Notes which namespaces are only ever read by name.
    pub(super) fn set_members_only(&mut self, reads: &FxHashMap<SymbolId, usize>) {
        for (symbol, &count) in reads {
            let references = self.scoping.get_resolved_reference_ids(*symbol).len();
            self.imports[self.entries[symbol]].members_only = count == references;
        }
    }

    fn error(&mut self, message: impl Into<String>, span: Span) {
        let diagnostic = Diagnostic::new(message, span, &mut self.positions);
        self.errors.push(diagnostic);
    }

    fn request(&mut self, source: &StringLiteral<'a>, with: Option<&WithClause<'a>>) -> usize {
        if source.lone_surrogates {
            self.error(
                "A module specifier must be well-formed Unicode",
                source.span,
            );
        }
        let entries = with.into_iter().flat_map(|with| &with.with_entries);
        let mut attributes: Attributes = entries
            .map(|entry| {
                (
                    entry.key.as_arena_str().to_string(),
                    entry.value.value.to_string(),
                )
            })
            .collect();
        attributes.sort_unstable();
        if let Some(pair) = attributes.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let message = format!("Duplicate import attribute '{}'", pair[0].0);
            self.error(message, with.map_or(source.span, |with| with.span));
        }
        match self.known.entry((source.value.as_str(), attributes)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let at = self.positions.locate(source.span.start);
                let (specifier, attributes) = (new.key().0.to_owned(), new.key().1.clone());
                let (line, column) = (at.line, at.column);
                self.requests.push(ModuleRequest {
                    specifier,
                    attributes,
                    line,
                    column,
                });
                *new.insert(self.requests.len() - 1)
            }
        }
    }

    fn is_new(&mut self, export_name: &str, span: Span) -> bool {
        let new = self.exported.insert(export_name.to_owned());
        if !new {
            self.error(format!("Duplicate export '{export_name}'"), span);
        }
        new
    }

    fn export_name(&mut self, name: &ModuleExportName<'a>) -> String {
        if let ModuleExportName::StringLiteral(literal) = name
            && literal.lone_surrogates
        {
            self.error("An export name must be well-formed Unicode", literal.span);
        }
        name.name().to_string()
    }

    fn key(&self, local: Ident<'a>) -> Ident<'a> {
        if local == "__proto__" {
            self.names.proto
        } else {
            local
        }
    }
}
