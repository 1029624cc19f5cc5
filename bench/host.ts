/** The app as `semblance serve` has it, in processes of its own, and windows on it. Linux and macOS, for `ps`. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connectWebSocket } from '../src/transport/websocket-client.ts'

const cli = fileURLToPath(new URL('../src/cli/index.ts', import.meta.url))

export type Host = Awaited<ReturnType<typeof startHost>>
type Process = 'core' | 'learner'

/** Learns only when it is asked to. */
export async function startHost(catalogueDir: string) {
  const child = spawn(process.execPath, [cli, 'serve', '--json', '--no-train', '--catalogue', catalogueDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[]
  const { url } = JSON.parse(String(said)) as { url: string }
  const { href } = socketOf(url)

  const rowOf = (which: Process) =>
    processes().find(({ pid, parent, command }) =>
      which === 'core' ? pid === child.pid : parent === child.pid && command.includes('learner-process'),
    )

  return {
    url,
    connect: () => connectWebSocket(href),
    /** Resident; 0 where it does not run. */
    memoryBytes: (which: Process): number => rowOf(which)?.memoryBytes ?? 0,
    /** kill -9 of a learner that runs; whether one did. */
    killLearner: (): boolean => {
      const learner = rowOf('learner')
      return learner !== undefined && process.kill(learner.pid, 'SIGKILL')
    },
    end: async (signal: 'SIGTERM' | 'SIGKILL') => {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}

function socketOf(url: string): URL {
  const address = new URL(`/rpc${new URL(url).search}`, url)
  address.protocol = 'ws:'
  return address
}

function processes() {
  const table = execFileSync('ps', ['-axwwo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return table.split('\n').map((line) => {
    const [pid, parent, kilobytes, ...command] = line.trim().split(/\s+/)
    return {
      pid: Number(pid),
      parent: Number(parent),
      memoryBytes: Number(kilobytes) * 1024,
      command: command.join(' '),
    }
  })
}
