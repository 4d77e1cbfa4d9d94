//! Removes code from the wasm that only describes panics, or that can never be called.
//!
//! Panic messages of std pull in its formatting code. Nothing ever shows them: a panic ends in a trap,
//! and the engine makes a new instance. rustc also keeps functions that only wasm-bindgen's descriptors
//! referred to. The bodies of both are replaced by `unreachable`, and wasm-opt then removes what only
//! they called.

use walrus::{ElementItems, FunctionBuilder, FunctionKind, LocalFunction, Module};

/// Parts of the names of functions that end in a trap anyway.
const PANICS: &[&str] = &[
    "core::panicking::",
    "core::cell::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "len_mismatch_fail",
    "::assert_failed",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::alloc::handle_alloc_error",
    "std::panicking::",
    "std::thread::local::panic_access_error",
    "rust_begin_unwind",
    "rust_panic",
    "rust_start_panic",
];

/// Parts of the names of functions that nothing calls in a wasm that formats nothing and makes no
/// closure or future, which `wasm.rs` checks.
const UNUSED: &[&str] = &[
    "core::fmt::",
    "wasm_bindgen::convert::closures",
    "js_sys::futures",
];

/// What wasm-bindgen exports for code that catches traps of its own accord.
const UNUSED_EXPORTS: &[&str] = &["__abort_handler", "__instance_terminated"];

/// Which functions of a wasm end in a trap anyway, or are never called: dead ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadEnds {
    /// Panics.
    Panics,
    /// Panics, and all formatting, closures and futures.
    All,
}

/// Empties the dead ends and removes what nothing refers to any more.
pub fn remove_dead_ends(module: &mut Module, dead_ends: DeadEnds) {
    let dead: Vec<_> = module
        .funcs
        .iter()
        .filter(|function| matches!(function.kind, FunctionKind::Local(_)))
        .filter(|function| {
            let name = function.name.as_deref();
            name.is_some_and(|name| dead_ends.includes(name))
        })
        .map(|function| function.id())
        .collect();
    for &id in &dead {
        let ty = module.types.get(module.funcs.get(id).ty());
        let (parameters, results) = (ty.params().to_vec(), ty.results().to_vec());
        let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
        builder.func_body().unreachable();
        let arguments = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
        let body: LocalFunction = builder.local_func(arguments);
        module.funcs.get_mut(id).kind = FunctionKind::Local(body);
    }
    for name in UNUSED_EXPORTS {
        let _ = module.exports.remove(name);
    }
    // One of them stands for all in the tables of functions: a call of any other traps as well.
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut element.items {
            for function in functions.iter_mut().filter(|id| dead.contains(id)) {
                *function = dead[0];
            }
        }
    }
    walrus::passes::gc::run(module);
}

impl DeadEnds {
    /// Whether a function is a dead end, by its demangled name.
    pub fn includes(self, name: &str) -> bool {
        // Demangled names contain hashes in brackets: core[c5930c85a12de822]::panicking::panic
        let mut plain = String::with_capacity(name.len());
        let mut depth = 0_usize;
        for letter in name.chars() {
            match letter {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ if depth == 0 => plain.push(letter),
                _ => {}
            }
        }
        let unused: &[&str] = match self {
            Self::Panics => &[],
            Self::All => UNUSED,
        };
        let mut parts = PANICS.iter().chain(unused);
        parts.any(|part| plain.contains(part))
    }
}
