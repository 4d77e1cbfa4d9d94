//! Clears what only dead ends refer to: panic messages, source paths, and the functions that format
//! values for panics.
//!
//! The linker keeps whatever any function refers to. Its relocations (`--emit-relocs`) say which symbol
//! refers to which. Data that is reached only through the functions that [`crate::shrink`] empties
//! becomes zeros, and such functions become `unreachable`; wasm-opt then leaves both out.

use crate::shrink::DeadEnds;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{
    ExternalKind, KnownCustom, Linking, Parser, Payload, RelocationEntry, SymbolInfo,
};

/// The linker's argument that this needs.
pub const LINK_ARGUMENT: &str = "--emit-relocs";

/// What a symbol of the linker refers to.
enum Symbol {
    Function(u32),
    /// Position of its bytes in the file.
    Data(Range<usize>),
    Other,
}

/// The parts of a linked wasm that matter here.
#[derive(Default)]
struct Linked {
    /// Positions of function bodies in the file, in order. The first has the index `imported`.
    bodies: Vec<Range<usize>>,
    imported: u32,
    exported: Vec<u32>,
    symbols: Vec<Symbol>,
    names: BTreeMap<u32, String>,
    /// The relocations: position in the file → symbol.
    mentions: BTreeMap<usize, u32>,
}

/// Clears dead data and dead functions, and removes the linker's sections.
pub fn clear(wasm: &mut Vec<u8>, dead_ends: DeadEnds) -> Result<()> {
    let linked = read(wasm)?;
    let mut live = linked.live(dead_ends);
    for body in linked.dead_bodies(&live) {
        // No locals, then `unreachable` (0x00) up to the final `end`.
        if let Some((end, rest)) = wasm[body].split_last_mut() {
            rest.fill(0);
            *end = 0x0b;
        }
    }
    for (symbol, live) in linked.symbols.iter().zip(&mut live) {
        // The location of a panic: live code refers to it, but only dead ends read it.
        if matches!(symbol, Symbol::Data(range) if is_path(&wasm[range.clone()])) {
            *live = false;
        }
    }
    let kept: Vec<&Range<usize>> = linked.data(&live, true).collect();
    for dead in linked.data(&live, false) {
        // Symbols may overlap: constants with a common ending share their bytes.
        for at in dead.clone() {
            if !kept.iter().any(|range| range.contains(&at)) {
                wasm[at] = 0;
            }
        }
    }
    strip(wasm)
}

impl Linked {
    /// Which symbols are reached from the exports without passing through dead ends.
    fn live(&self, dead_ends: DeadEnds) -> Vec<bool> {
        let mut live = vec![false; self.symbols.len()];
        let follow = |index: &u32| self.body(*index).filter(|_| !self.ends(*index, dead_ends));
        let mut waiting: Vec<Range<usize>> = self.exported.iter().filter_map(follow).collect();
        while let Some(place) = waiting.pop() {
            for symbol in self
                .mentions
                .range(place)
                .map(|(_, symbol)| *symbol as usize)
            {
                if std::mem::replace(&mut live[symbol], true) {
                    continue;
                }
                match &self.symbols[symbol] {
                    Symbol::Function(index) => waiting.extend(follow(index)),
                    Symbol::Data(range) => waiting.push(range.clone()),
                    Symbol::Other => {}
                }
            }
        }
        live
    }

    /// The body of a function, unless it is imported.
    fn body(&self, index: u32) -> Option<Range<usize>> {
        let place = index.checked_sub(self.imported)?;
        self.bodies.get(place as usize).cloned()
    }

    fn ends(&self, index: u32, dead_ends: DeadEnds) -> bool {
        let name = self.names.get(&index);
        name.is_some_and(|name| dead_ends.includes(name))
    }

    /// The bodies of the functions that are not live. Several symbols may mean the same function.
    fn dead_bodies(&self, live: &[bool]) -> Vec<Range<usize>> {
        let mut bodies: BTreeMap<u32, bool> = BTreeMap::new();
        for (symbol, live) in self.symbols.iter().zip(live) {
            if let Symbol::Function(index) = symbol {
                *bodies.entry(*index).or_default() |= *live || self.exported.contains(index);
            }
        }
        let dead = bodies.into_iter().filter(|(_, live)| !live);
        dead.filter_map(|(index, _)| self.body(index)).collect()
    }

    fn data<'l>(
        &'l self,
        live: &'l [bool],
        wanted: bool,
    ) -> impl Iterator<Item = &'l Range<usize>> {
        let all = self.symbols.iter().zip(live);
        all.filter_map(move |(symbol, live)| match symbol {
            Symbol::Data(range) if *live == wanted => Some(range),
            _ => None,
        })
    }
}

fn read(wasm: &[u8]) -> Result<Linked> {
    let mut linked = Linked::default();
    let mut sections = Vec::new();
    let mut segments = Vec::new();
    let mut relocations: Vec<(u32, Vec<RelocationEntry>)> = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Some((_, range)) = payload.as_section() {
            sections.push(range.start);
        }
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if matches!(import?.ty, wasmparser::TypeRef::Func(_)) {
                        linked.imported += 1;
                    }
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        linked.exported.push(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => linked.exported.push(func),
            Payload::CodeSectionEntry(body) => linked.bodies.push(body.range()),
            Payload::DataSection(data) => {
                for segment in data {
                    let segment = segment?;
                    segments.push(segment.range.end - segment.data.len());
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Linking(linking) => {
                    for subsection in linking.subsections() {
                        if let Linking::SymbolTable(table) = subsection? {
                            for symbol in table {
                                linked.add(symbol?, &segments)?;
                            }
                        }
                    }
                }
                KnownCustom::Reloc(section) => {
                    let entries = section.entries().into_iter().collect::<Result<_, _>>()?;
                    relocations.push((section.section_index(), entries));
                }
                _ => {}
            },
            _ => {}
        }
    }
    ensure!(
        !linked.symbols.is_empty() && !relocations.is_empty(),
        "the wasm has no relocations: it was not linked with {LINK_ARGUMENT}"
    );
    for (section, entries) in relocations {
        let start = sections
            .get(section as usize)
            .context("a relocation refers to a section that does not exist")?;
        for entry in entries {
            if !matches!(entry.ty, wasmparser::RelocationType::TypeIndexLeb) {
                linked
                    .mentions
                    .insert(start + entry.offset as usize, entry.index);
            }
        }
    }
    Ok(linked)
}

impl Linked {
    fn add(&mut self, symbol: SymbolInfo<'_>, segments: &[usize]) -> Result<()> {
        let symbol = match symbol {
            SymbolInfo::Func { index, name, .. } => {
                if let Some(name) = name {
                    self.names
                        .insert(index, rustc_demangle::demangle(name).to_string());
                }
                Symbol::Function(index)
            }
            SymbolInfo::Data {
                symbol: Some(place),
                ..
            } => {
                let start = segments
                    .get(place.index as usize)
                    .context("a symbol refers to a segment that does not exist")?
                    + place.offset as usize;
                Symbol::Data(start..start + place.size as usize)
            }
            _ => Symbol::Other,
        };
        self.symbols.push(symbol);
        Ok(())
    }
}

/// Whether a constant is the path of a source file, possibly followed by a zero byte.
fn is_path(text: &[u8]) -> bool {
    let text = text.strip_suffix(b"\0").unwrap_or(text);
    text.ends_with(b".rs") && text.iter().all(u8::is_ascii_graphic)
}

/// Removes the sections that only a linker reads.
fn strip(wasm: &mut Vec<u8>) -> Result<()> {
    let mut stripped = wasm.get(..8).context("the file is not a wasm")?.to_vec();
    for payload in Parser::new(0).parse_all(&wasm[..]) {
        let payload = payload?;
        let linkers = matches!(&payload, Payload::CustomSection(section)
            if section.name() == "linking" || section.name().starts_with("reloc."));
        if let Some((id, range)) = payload.as_section().filter(|_| !linkers) {
            stripped.push(id);
            let mut length = range.len();
            while length >= 0x80 {
                stripped.push(length as u8 | 0x80);
                length >>= 7;
            }
            stripped.push(length as u8);
            stripped.extend_from_slice(&wasm[range]);
        }
    }
    *wasm = stripped;
    Ok(())
}
