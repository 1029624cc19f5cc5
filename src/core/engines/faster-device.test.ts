import { expect, test } from 'vitest'
import { fasterDevice, type Measurements } from './faster-device.ts'

const measured = ({ adapter = 0.1, card = 1000, processor = 100 } = {}): Measurements => ({
  adapterSpeed: () => Promise.resolve({ cardSeconds: adapter, processorSeconds: 1 }),
  selfTest: () => Promise.resolve(),
  photosASecond: (device) => Promise.resolve(device === 'cpu' ? processor : card),
})
const never = () => Promise.reject(new Error('not to be asked for'))

test('a card that is right and faster is taken, and both rates are told', async () => {
  expect(await fasterDevice(measured({ card: 2480, processor: 310 }))).toEqual({
    device: 'webgpu',
    reason: '2,480 photos a second, the processor 310 photos a second',
  })
})

test('one that is hardly faster is left alone, with both rates', async () => {
  expect(await fasterDevice(measured({ card: 120, processor: 100 }))).toEqual({
    device: 'cpu',
    reason: '100 photos a second, the graphics card 120 photos a second',
  })
})

test('one that the processor plays is not tried any further', async () => {
  const choice = await fasterDevice({ ...measured({ adapter: 2 }), selfTest: never, photosASecond: never })
  expect(choice).toEqual({ device: 'cpu', reason: 'the graphics card is slower' })
})

test('one that gives other numbers is not timed, and what it gave is told without advice', async () => {
  const selfTest = () => Promise.reject(new Error('The device gives other numbers (1, 2). Choose --device cpu.'))
  const choice = await fasterDevice({ ...measured(), selfTest, photosASecond: never })
  expect(choice).toEqual({ device: 'cpu', reason: 'The device gives other numbers (1, 2).' })
})

test('without a card nothing else is tried', async () => {
  const adapterSpeed = () => Promise.resolve(null)
  expect(await fasterDevice({ adapterSpeed, selfTest: never, photosASecond: never })).toEqual({
    device: 'cpu',
    reason: 'there is no graphics card that WebGPU can use',
  })
})
