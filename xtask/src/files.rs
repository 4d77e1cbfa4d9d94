//! Files that are written only when they change, and steps that run only when they must.

use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Writes a file unless it holds the same already, so that what depends on it stays fresh.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}

/// A step from files to files: it runs only when some of them are not as its last run left them.
pub struct Cached<'a> {
    /// Where the state of the last run is kept.
    pub stamp: &'a Path,
    /// Files and folders it reads.
    pub inputs: &'a [PathBuf],
    /// Files and folders it writes.
    pub outputs: &'a [PathBuf],
    /// What else changes its result.
    pub variant: &'a str,
}

impl Cached<'_> {
    /// Runs the step if it has to.
    pub fn run(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let inputs = state(self.inputs)?;
        let stamp = |outputs: u64| format!("{} {inputs:016x} {outputs:016x}", self.variant);
        if fs::read_to_string(self.stamp)
            .is_ok_and(|old| state(self.outputs).is_ok_and(|now| stamp(now) == old))
        {
            return Ok(());
        }
        work()?;
        write(self.stamp, stamp(state(self.outputs)?).as_bytes())
    }
}

/// A hash over the names and contents of files and folders.
fn state(paths: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        hash(path, &mut hasher)?;
    }
    Ok(hasher.finish())
}

fn hash(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let mut inside = fs::read_dir(path)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        inside.sort();
        inside.iter().try_for_each(|path| hash(path, hasher))
    } else {
        let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        content.hash(hasher);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// An empty folder of its own for each test.
    fn folder(name: &str) -> Result<PathBuf> {
        let folder = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    #[test]
    fn a_step_runs_again_only_when_its_files_or_its_variant_change() -> Result<()> {
        let folder = folder("cached")?;
        let (input, output) = (folder.join("in"), folder.join("out"));
        fs::write(&input, "1")?;
        let runs = Cell::new(0);
        let build = |variant: &str| {
            let step = Cached {
                stamp: &folder.join("stamp"),
                inputs: std::slice::from_ref(&input),
                outputs: std::slice::from_ref(&output),
                variant,
            };
            step.run(|| {
                runs.set(runs.get() + 1);
                write(&output, &fs::read(&input)?)
            })?;
            anyhow::Ok(runs.get())
        };
        assert_eq!(build("a")?, 1, "the first time");
        assert_eq!(build("a")?, 1, "nothing changed");
        fs::write(&input, "2")?;
        assert_eq!(build("a")?, 2, "the input changed");
        fs::write(&output, "edited")?;
        assert_eq!(build("a")?, 3, "the output was changed by somebody else");
        fs::remove_file(&output)?;
        assert_eq!(build("a")?, 4, "the output is gone");
        assert_eq!(build("b")?, 5, "another variant");
        assert_eq!(build("b")?, 5, "nothing changed");
        fs::remove_dir_all(folder)?;
        Ok(())
    }

    #[test]
    fn a_failed_step_is_not_taken_for_done() -> Result<()> {
        let folder = folder("failed")?;
        let step = Cached {
            stamp: &folder.join("stamp"),
            inputs: &[],
            outputs: &[],
            variant: "",
        };
        assert!(step.run(|| anyhow::bail!("no")).is_err());
        let mut ran = false;
        step.run(|| {
            ran = true;
            Ok(())
        })?;
        assert!(ran);
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
