//! Times every hot path and counts what it allocates: `cargo bench`. The counts are guarded by `tests/allocations`, since they do
//! not depend on the machine.

mod paths;
mod world;

use std::hint::black_box;

use divan::{AllocProfiler, Bencher};

use paths::HotPath;
use world::World;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(args = paths::all())]
fn hot_path(bencher: Bencher<'_, '_>, path: &HotPath) {
    let world = World::shared();
    bencher.bench_local(|| (path.run)(black_box(world)));
}
