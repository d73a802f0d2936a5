import type { SameKeys } from '../../../words/same-keys.ts'

export const en = {
  title: '{{name}} would like you to know',
  lede: 'In a survey {{name}} answered that there were thoughts of being better off dead, or of self-harm.',
  since: '{{name}} told you',
  what: 'What to do now',
  step: {
    call: 'Call {{name}} today, yourself. Say that you have seen it and that you are glad to know.',
    ask: 'Ask plainly: “Are you thinking of killing yourself?” Asking does not put the thought there.',
    line: 'If there is a plan, a means, or no clear no: stay on the line and call 988 together. If life is in danger, 911.',
    alone: 'Never carry it alone: tell your supervisor today, whatever {{name}} answered.',
    write: 'Afterwards write a note, in words that {{name}} may read.',
  },
  nothing: 'Nothing was told to you here',
  nothingWhy: 'When a person lets you know of such an answer, it stands first on Today.',
}

export const es: SameKeys<typeof en> = {
  title: '{{name}} quiere que lo sepas',
  lede: 'En un cuestionario {{name}} respondió que hubo pensamientos de que estaría mejor sin vida, o de hacerse daño.',
  since: '{{name}} te lo dijo',
  what: 'Qué hacer ahora',
  step: {
    call: 'Llama hoy a {{name}}, tú en persona. Dile que lo has visto y que te alegra saberlo.',
    ask: 'Pregunta sin rodeos: «¿Estás pensando en quitarte la vida?» Preguntar no mete la idea.',
    line: 'Si hay un plan, un medio, o no hay un no claro: no cuelgues y llamen juntos al 988. Si hay peligro de vida, al 911.',
    alone:
      'Nunca lo cargues a solas: díselo hoy a quien te supervisa, responda lo que responda {{name}}.',
    write: 'Después escribe una nota, en palabras que {{name}} pueda leer.',
  },
  nothing: 'Aquí no se te ha dicho nada',
  nothingWhy: 'Cuando alguien te deja saber una respuesta así, está lo primero en Hoy.',
}
