// npm run bench [-- NAME …] [--rounds 7] [--seconds 1] [--baseline]
import '../bench/src/main.ts'
