//! `cargo xtask fonts`: free Chinese faces for the pdf, into the user's data folder, no root needed.
//!
//! From Debian packages where there is apt, else from npm packages that ship whole files. What is fetched is
//! checked by digest; a Debian release with another version of a face is told apart and let through, since apt
//! has checked the package's signature. Fonts are never committed.

use crate::{
    sha256,
    shell::{self, Done},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A file wanted, its digest, and where it lies in a package.
struct Face {
    serves: &'static str,
    file: &'static str,
    sha256: &'static str,
    inside: &'static str,
}

/// A package with faces; the first name that exists is taken.
struct Package {
    names: &'static [&'static str],
    faces: &'static [Face],
}

const DEBIAN: &[Package] = &[
    Package {
        names: &["fonts-noto-cjk"],
        faces: &[
            Face {
                serves: "标题",
                file: "NotoSerifCJK-Bold.ttc",
                sha256: "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
                inside: "usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
            },
            Face {
                serves: "宋体",
                file: "NotoSerifCJK-Regular.ttc",
                sha256: "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
                inside: "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
            },
            Face {
                serves: "黑体",
                file: "NotoSansCJK-Regular.ttc",
                sha256: "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
                inside: "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
            },
        ],
    },
    Package {
        names: &["texlive-lang-chinese"],
        faces: &[Face {
            serves: "仿宋",
            file: "FandolFang-Regular.otf",
            sha256: "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
            inside: "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        }],
    },
    Package {
        names: &["fonts-lxgw-wenkai"],
        faces: &[Face {
            serves: "楷体",
            file: "LXGWWenKai-Regular.ttf",
            sha256: "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
            inside: "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        }],
    },
    Package {
        names: &["fonts-liberation2", "fonts-liberation"],
        faces: &[Face {
            serves: "数字",
            file: "LiberationSerif-Regular.ttf",
            sha256: "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba",
            inside: "usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
        }],
    },
];

const NPM: &[Package] = &[
    Package {
        names: &["@expo-google-fonts/noto-serif-sc@0.4.3"],
        faces: &[
            Face {
                serves: "标题",
                file: "NotoSerifSC_700Bold.ttf",
                sha256: "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
                inside: "package/700Bold/NotoSerifSC_700Bold.ttf",
            },
            Face {
                serves: "宋体",
                file: "NotoSerifSC_400Regular.ttf",
                sha256: "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
                inside: "package/400Regular/NotoSerifSC_400Regular.ttf",
            },
        ],
    },
    Package {
        names: &["@expo-google-fonts/noto-sans-sc@0.4.3"],
        faces: &[Face {
            serves: "黑体",
            file: "NotoSansSC_500Medium.ttf",
            sha256: "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
            inside: "package/500Medium/NotoSansSC_500Medium.ttf",
        }],
    },
];

/// Fetches what is missing from the user's data folder and the system.
pub fn fetch() -> Done {
    let folder =
        data_folder().ok_or("neither XDG_DATA_HOME nor HOME is set, so there is no place for fonts")?;
    let debian = ["apt-get", "dpkg-deb", "tar"].into_iter().all(shell::has_program);
    let npm = ["npm", "tar"].into_iter().all(shell::has_program);
    let packages = match (debian, npm) {
        (true, _) => DEBIAN,
        (false, true) => NPM,
        (false, false) => {
            return Err(format!(
                "fonts can be fetched by apt-get or npm, and neither is here; put a 仿宋, 黑体, 楷体, 宋体 and 小标宋 into {}",
                folder.display()
            ));
        }
    };
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let work = shell::root().join("target/fonts");
    for package in packages {
        let missing: Vec<&Face> = package.faces.iter().filter(|face| !is_there(face, &folder)).collect();
        if missing.is_empty() {
            continue;
        }
        // A package of an earlier, broken run would be taken for the new one.
        let _ = fs::remove_dir_all(&work);
        fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
        if debian {
            unpack_debian(package, &work)?
        } else {
            unpack_npm(package, &work)?
        }
        for face in missing {
            keep(face, &work, &folder, debian)?;
        }
        let _ = fs::remove_dir_all(&work);
    }
    println!("fonts: {}", folder.display());
    Ok(())
}

/// `$XDG_DATA_HOME/hengji/fonts`, where `hengji` looks.
fn data_folder() -> Option<PathBuf> {
    let path = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let data = path("XDG_DATA_HOME").or_else(|| path("HOME").map(|home| home.join(".local/share")))?;
    Some(data.join("hengji/fonts"))
}

fn is_there(face: &Face, folder: &Path) -> bool {
    folder.join(face.file).is_file() || Path::new("/").join(face.inside).is_file()
}

/// Checks the digest and moves the file into place under a temporary name first.
fn keep(face: &Face, work: &Path, folder: &Path, signed: bool) -> Done {
    let found = work.join(face.inside);
    let found = if found.is_file() {
        found
    } else {
        file_named(work, face.file).ok_or(format!("{} is not in its package", face.file))?
    };
    let content = fs::read(&found).map_err(|e| format!("{}: {e}", found.display()))?;
    let digest = sha256::hex(&content);
    match (digest == face.sha256, signed) {
        (true, _) => {}
        (false, true) => {
            println!("{}: another version than the one tried here; apt has checked its signature", face.file)
        }
        (false, false) => {
            return Err(format!("{}: SHA-256 is {digest}, expected {}", face.file, face.sha256));
        }
    }
    let half = folder.join(format!("{}.part", face.file));
    fs::write(&half, content).map_err(|e| format!("{}: {e}", half.display()))?;
    fs::rename(&half, folder.join(face.file)).map_err(|e| format!("{}: {e}", half.display()))?;
    println!("{} {}", face.serves, face.file);
    Ok(())
}

fn file_named(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).ok()?.filter_map(|e| e.ok().map(|e| e.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|n| n == name) {
                return Some(path);
            }
        }
    }
    None
}

fn unpack_debian(package: &Package, work: &Path) -> Done {
    download_debian(package, work)?;
    let deb = fs::read_dir(work)
        .map_err(|e| e.to_string())?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .find(|path| path.extension().is_some_and(|e| e == "deb"))
        .ok_or_else(|| format!("{}: apt-get left no package", package.names[0]))?;
    let mut opened = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(&deb)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("cannot start dpkg-deb: {e}"))?;
    let archive = opened.stdout.take().ok_or("dpkg-deb gave no archive")?;
    let names = package.faces.iter().map(|face| format!("*/{}", face.file));
    let unpacked = Command::new("tar")
        .arg("-x")
        .arg("--wildcards")
        .args(names)
        .current_dir(work)
        .stdin(archive)
        .status();
    let closed = opened.wait().map_err(|e| format!("dpkg-deb: {e}"))?;
    match unpacked {
        Ok(status) if status.success() && closed.success() => Ok(()),
        _ => Err(format!("{} could not be unpacked", deb.display())),
    }
}

/// Downloads with the machine's package lists, else with lists of our own, which needs no root.
fn download_debian(package: &Package, work: &Path) -> Done {
    let own = shell::root().join("target/apt");
    let download = |name: &str, lists: &[String]| {
        shell::run(
            Command::new("apt-get")
                .args(lists)
                .args(["-q", "-o", "APT::Sandbox::User=root", "download", name])
                .current_dir(work),
        )
    };
    if package.names.iter().any(|name| download(name, &[]).is_ok()) {
        return Ok(());
    }
    fs::create_dir_all(own.join("lists/partial")).map_err(|e| e.to_string())?;
    fs::create_dir_all(own.join("cache/archives/partial")).map_err(|e| e.to_string())?;
    let lists: Vec<String> = [("State::lists", "lists"), ("Cache", "cache")]
        .iter()
        .flat_map(|(key, folder)| ["-o".to_owned(), format!("Dir::{key}={}", own.join(folder).display())])
        .collect();
    shell::run(Command::new("apt-get").args(&lists).args(["-q", "update"]))?;
    match package.names.iter().any(|name| download(name, &lists).is_ok()) {
        true => Ok(()),
        false => Err(format!("{} could not be downloaded", package.names.join(" or "))),
    }
}

fn unpack_npm(package: &Package, work: &Path) -> Done {
    shell::run(Command::new("npm").args(["pack", "--silent", package.names[0]]).current_dir(work))?;
    let archive = fs::read_dir(work)
        .map_err(|e| e.to_string())?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .find(|path| path.extension().is_some_and(|e| e == "tgz"))
        .ok_or_else(|| format!("{}: npm left no package", package.names[0]))?;
    let names = package.faces.iter().map(|face| face.inside);
    shell::run(Command::new("tar").arg("-xzf").arg(archive).args(names).current_dir(work))
}
