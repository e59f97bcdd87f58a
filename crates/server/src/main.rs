//! The program `kursplats`.

fn main() -> std::process::ExitCode {
    kursplats::cli::main()
}
