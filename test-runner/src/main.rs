//! The runner of wasm-bindgen-test, built from the workspace so that its version is the one of
//! Cargo.lock and nothing has to be installed.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
