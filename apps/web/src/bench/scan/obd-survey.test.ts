import assert from 'node:assert/strict'
import { test } from 'node:test'
import { surveyObd } from './obd-survey.ts'

async function surveyed(answers: Readonly<Record<string, string>>) {
  const asked: string[] = []
  const told: string[] = []
  const ask = async (request: string) => {
    asked.push(request)
    return answers[request] ?? null
  }
  for await (const { request, response } of surveyObd(ask)) told.push(`${request} ${response}`)
  return { asked, told }
}

test('a control unit is asked for its codes, its identification and every value that it has', async () => {
  const answers = {
    '03': '4301010A',
    '07': '4700',
    '0100': '410000180001', // 0C, 0D, and that there is more.
    '010C': '410C1AF8',
    '010D': '410D00',
    '0120': '412080000000',
    '0121': '41210005',
  }
  const { asked, told } = await surveyed(answers)
  assert.deepEqual(asked, ['03', '07', '0A', '0902', '0100', '010C', '010D', '0120', '0121'])
  assert.deepEqual(told.slice(4), ['010C 410C1AF8', '010D 410D00', '0121 41210005'])
})

test('a control unit that is silent is asked once, and nonsense ends the questions', async () => {
  assert.deepEqual((await surveyed({})).asked, ['03'])
  const { asked } = await surveyed({ '03': '7F0311', '0100': 'FFFFFFFFFFFF' })
  assert.deepEqual(asked, ['03', '07', '0A', '0902', '0100'])
})
