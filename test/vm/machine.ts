import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { newcArchive } from './cpio.ts';
import type { ArchiveFile } from './cpio.ts';

/** What a machine needs to be had: a kernel with its modules, QEMU and a static busybox. */
export interface Parts {
  readonly qemu: string;
  readonly busybox: string;
  readonly modprobe: string;
  readonly kernel: string;
  /** Version of the kernel, as its modules' folder is named. */
  readonly version: string;
}

/** Devices behind a real kernel: HID over uhid, and USB gadgets on the dummy host controller. */
const MODULES =
  'virtio_pci 9pnet_virtio 9p uhid hid_generic usbhid dummy_hcd libcomposite usb_f_acm usb_f_printer cdc_acm usblp'.split(
    ' ',
  );
const program = (name: string): string | null =>
  ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((dir) => join(dir, name)).find((path) => existsSync(path)) ?? null;

/** The parts, or the Debian package that brings the first missing one. */
export function findParts(): Parts | { readonly missing: string } {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: 'Linux on x64' };
  const qemu = program('qemu-system-x86_64');
  if (qemu === null) return { missing: 'qemu-system-x86' };
  const busybox = program('busybox');
  if (busybox === null) return { missing: 'busybox-static' };
  const modprobe = program('modprobe');
  if (modprobe === null) return { missing: 'kmod' };
  // The newest kernel that lies here with modules of ours; it need not be the one that runs.
  const version = (existsSync('/boot') ? readdirSync('/boot') : [])
    .filter((name) => name.startsWith('vmlinuz-'))
    .map((name) => name.slice('vmlinuz-'.length))
    .toSorted()
    .findLast((one) => existsSync(`/lib/modules/${one}/kernel/drivers/hid`));
  if (version === undefined) return { missing: 'linux-image-amd64' };
  return { qemu, busybox, modprobe, kernel: `/boot/vmlinuz-${version}`, version };
}

/** Files of the modules and all they need, in the order in which they can be loaded. */
function moduleFiles({ modprobe, version }: Parts): readonly string[] {
  const listed = execFileSync(modprobe, ['-S', version, '-a', '--show-depends', ...MODULES], { encoding: 'utf8' });
  return [...new Set(Array.from(listed.matchAll(/^insmod (\S+)/gm), (found) => found[1] ?? ''))];
}

/** The first program: loads the modules, takes the host's files as its own (read only) and runs one command there. */
const initScript = (modules: readonly string[], command: string): string => `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /mnt
mount -t devpts pts /dev/pts
for module in ${modules.map((file) => basename(file)).join(' ')}; do insmod /modules/$module || echo "VM: no module $module"; done
mount -t configfs config /sys/kernel/config
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /mnt || echo "VM: no files of the host"
for dir in proc sys dev; do mount --rbind /$dir /mnt/$dir; done
mount -t tmpfs run /mnt/run
ip link set lo up
echo "VM: up after $(cut -d' ' -f1 /proc/uptime) s"
chroot /mnt /bin/sh -c '${command}'
echo "VM: ended with $?"
poweroff -f
`;

export interface Ended {
  /** What the guest wrote on its console. */
  readonly lines: readonly string[];
  /** The command's exit code; null when the machine ended, or was ended, before it. */
  readonly code: number | null;
}

/** Runs one shell command in a guest that sees the host's files. Emulated in software: a nested KVM may hang. */
export async function runInGuest(parts: Parts, command: string, onLine: (line: string) => void): Promise<Ended> {
  const dir = await mkdtemp(join(tmpdir(), 'stall-vm-'));
  try {
    const modules = moduleFiles(parts);
    const folders = ['bin', 'dev', 'proc', 'sys', 'mnt', 'modules'].map((path): ArchiveFile => ({
      path,
      mode: 0o040755,
      bytes: new Uint8Array(0),
    }));
    const initrd = join(dir, 'initrd.gz');
    await writeFile(
      initrd,
      gzipSync(
        newcArchive([
          ...folders,
          { path: 'bin/busybox', mode: 0o100755, bytes: readFileSync(parts.busybox) },
          { path: 'init', mode: 0o100755, bytes: Buffer.from(initScript(modules, command)) },
          ...modules.map((file) => ({
            path: `modules/${basename(file)}`,
            mode: 0o100644,
            bytes: readFileSync(file),
          })),
        ]),
        { level: 1 },
      ),
    );
    return await boot(parts, initrd, onLine);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A guest that hangs is ended. */
const LONGEST_MS = 240_000;

function boot({ qemu, kernel }: Parts, initrd: string, onLine: (line: string) => void): Promise<Ended> {
  const words =
    `-accel tcg,thread=multi -smp 2 -cpu max -m 1024 -nic none -nographic -no-reboot ` +
    `-virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap`;
  const args = [...words.split(' '), '-kernel', kernel, '-initrd', initrd, '-append', 'console=ttyS0 panic=-1 quiet'];
  return new Promise((resolve, reject) => {
    const machine = spawn(qemu, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => machine.kill('SIGKILL'), LONGEST_MS);
    const lines: string[] = [];
    let rest = '';
    const hear = (bytes: Buffer): void => {
      const parts = `${rest}${bytes.toString('utf8')}`.split(/\r?\n/);
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        onLine(line);
      }
    };
    machine.stdout.on('data', hear);
    machine.stderr.on('data', hear);
    machine.on('error', reject);
    machine.on('close', () => {
      clearTimeout(timer);
      const ended = lines.map((line) => /^VM: ended with (\d+)$/.exec(line)?.[1]).find((code) => code !== undefined);
      resolve({ lines, code: ended === undefined ? null : Number(ended) });
    });
  });
}
