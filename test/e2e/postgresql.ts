/** A fresh PostgreSQL database for one browser test: prints its address, and ends with its standard input. */
import { endTestDatabases, freshPostgresqlUrl } from '../../apps/workshop/src/db/testing.ts'

process.stdin.on('end', () => endTestDatabases().then(() => process.exit(0))).resume()
console.log(await freshPostgresqlUrl())
