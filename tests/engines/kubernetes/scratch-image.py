"""Writes a Docker archive of one program FROM scratch to standard output: scratch-image.py NAME FILE"""
import hashlib, io, json, os, sys, tarfile


def archive(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content, mode in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


name, path = sys.argv[1:]
program = os.path.basename(path)
layer = archive([(program, open(path, "rb").read(), 0o755)])
config = {
    "architecture": "amd64",
    "os": "linux",
    "config": {"Entrypoint": ["/" + program], "User": "65535:65535"},
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
}
manifest = [{"Config": "config.json", "RepoTags": [name], "Layers": ["layer.tar"]}]
sys.stdout.buffer.write(archive([
    ("layer.tar", layer, 0o644),
    ("config.json", json.dumps(config).encode(), 0o644),
    ("manifest.json", json.dumps(manifest).encode(), 0o644),
]))
