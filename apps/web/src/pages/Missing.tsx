/** What a form still lacks, in words: its button takes the click and says it, instead of staying grey in silence. */
import { Alert, Stack, Text } from '@mantine/core'

export function Missing({ sentences, testId }: { sentences: readonly string[]; testId: string }) {
  if (sentences.length === 0) return null
  return (
    <Alert role="alert" color="red" variant="light" data-testid={testId}>
      <Stack gap={4}>
        {sentences.map((sentence) => (
          <Text key={sentence} size="sm">
            {sentence}
          </Text>
        ))}
      </Stack>
    </Alert>
  )
}
