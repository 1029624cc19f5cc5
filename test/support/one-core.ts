/**
 * Loaded by Node into every process and thread of the tests but a package's: each takes the machine for one of a
 * single core. Several run at once, and threads of a learner that wait for each other take more of the processors than
 * they save.
 */
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

os.availableParallelism = () => 1
syncBuiltinESMExports()
