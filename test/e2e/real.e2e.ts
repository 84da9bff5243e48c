/** A real car on the bench: our own car stands for one, behind an adapter on the network and at a serial port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, type Page } from '@playwright/test'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { story } from './server.ts'

story.use({ isFirstStart: false })

const MAIN = join(import.meta.dirname, '../../apps/cli/src/main.ts')

type Address = { readonly host: string; readonly port: number }
type ForeignCar = { readonly elm327: Address; readonly doip: Address; stop(): Promise<void> }

/** A car in a process of its own, with a fault that it stores a code of. */
async function startForeignCar(): Promise<ForeignCar> {
  const doors = ['elm327', 'doip', 'doip-tls', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd']
  const at = doors.flatMap((door) => [`--${door}`, '127.0.0.1:0'])
  const args = [MAIN, 'station', 'byd-atto-3', '--fault', 'ev-03-precharge-open', '--ready', ...at, '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return { ...JSON.parse(line), stop: () => stop(child) }
  }
  throw new Error('the car gave no addresses')
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  await exited
}

/** What a browser offers as `navigator.serial`, with an adapter at the end of it. */
async function plugIntoBrowser(page: Page, { host, port }: Address): Promise<Socket> {
  const adapter = connect({ host, port, noDelay: true })
  await page.exposeFunction('toAdapter', (bytes: number[]) => void adapter.write(Uint8Array.from(bytes)))
  adapter.on(
    'data',
    (bytes) => void page.evaluate((list) => (globalThis as never as Hooks).fromAdapter(list), [...bytes]),
  )
  await page.addInitScript(() => {
    const hooks = globalThis as never as Hooks
    const port = {
      readable: new ReadableStream<Uint8Array>({
        start(controller) {
          hooks.fromAdapter = (bytes) => controller.enqueue(Uint8Array.from(bytes))
        },
      }),
      writable: new WritableStream<Uint8Array>({ write: (bytes) => hooks.toAdapter([...bytes]) }),
      open: async () => {},
      close: async () => {},
    }
    Object.defineProperty(navigator, 'serial', { value: { requestPort: async () => port } })
  })
  return adapter
}
type Hooks = { toAdapter(bytes: number[]): Promise<void>; fromAdapter(bytes: number[]): void }

async function startAtCar(person: Person, adapter: string): Promise<void> {
  await person.open('/exercises/a-real-atto-3')
  await person.at('adapter-choice').selectOption(adapter)
  await person.click('start-attempt')
  await person.page.waitForURL(/\/attempts\/[^/]+$/)
}

const isReady = (person: Person) => expect(person.at('real-link')).toHaveAttribute('data-status', 'ready')

story('a real car is read, released and acted on', async ({ page, browser, language, workshop }, info) => {
  const car = await startForeignCar()
  const contexts = [await browser.newContext(), await browser.newContext()]
  try {
    const trainee = new Person(page, language, workshop)
    const instructor = new Person(await contexts[0].newPage(), language, workshop)
    const looks = new Looks(page, info)
    await instructor.signIn('instructor')
    await instructor.open('/adapters')
    await instructor.at('adapter-name').fill('Atto 3')
    await instructor.at('adapter-kind').selectOption('doip')
    await instructor.at('adapter-host').fill(car.doip.host)
    await instructor.at('adapter-port').fill(`${car.doip.port}`)
    await instructor.click('add-adapter')
    const row = instructor.page.locator('[data-testid^="adapter-"]', { hasText: `${car.doip.port}` })
    const id = ((await row.getAttribute('data-testid')) ?? '').replace('adapter-', '')

    await trainee.signIn('trainee')
    await startAtCar(trainee, id)
    await isReady(trainee)
    expect((await trainee.readCodes('bms')).join()).toContain('P0C78')
    await looks.look('real-car')

    // Acting: not before the instructor lets it, and then with a second yes.
    await trainee.clickAndConfirm('scan-clear-codes')
    await expect(trainee.at('notice')).not.toBeEmpty()
    await instructor.open('/class')
    await instructor.page.locator('[data-testid^="tile-"]').first().click()
    await instructor.click('release-car')
    await expect(trainee.at('real-leave')).toHaveAttribute('data-released', 'true')
    await trainee.click('scan-clear-codes')
    await trainee.click('confirm')
    await trainee.click('acting-yes')
    await expect(trainee.at('scan-no-codes')).toBeVisible()
    await looks.look('real-car-cleared')
    await trainee.clickAndConfirm('cancel-attempt')
    await trainee.page.waitForURL(/\/result$/)

    // The same car at the serial port of the trainee's computer.
    const own = new Person(await contexts[1].newPage(), language, workshop)
    const adapter = await plugIntoBrowser(own.page, car.elm327)
    await own.signIn('trainee')
    await startAtCar(own, 'serial elm327')
    await expect(own.at('real-link')).toHaveAttribute('data-status', 'waiting')
    await own.click('serial-open')
    await isReady(own)
    await expect(own.at('real-volts')).toContainText(/1\d/)
    await own.readCodes('bms')
    await own.click('scan-ecu-drive')
    await own.click('scan-view-obd')
    await own.click('scan-obd-read')
    await expect(own.at('scan-obd')).toContainText('010D')
    await expect(own.at('scan-obd-read')).toBeEnabled()
    adapter.destroy()
    looks.assertAllWell()
  } finally {
    for (const context of contexts) await context.close()
    await car.stop()
  }
})
