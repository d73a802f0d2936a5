import type { FailureCode, ProblemCode } from '@careloom/web-api'

/**
 * What no screen of ours can run into, or what the general sentence says well enough. Whatever else the server may name
 * as a problem needs words here, or this does not compile.
 */
type General =
  | Exclude<FailureCode, 'CL_MESSAGE_TOO_LARGE' | 'CL_STORE_FULL' | 'CL_STORE_READ_ONLY'>
  | 'assignment-already-started'
  | 'attainment-incorrect'
  | 'availability-incorrect'
  | 'care-plan-already-open'
  | 'care-team-already-open'
  | 'care-team-closed'
  | 'care-team-not-open'
  | 'case-already-open'
  | 'caseload-limit-incorrect'
  | 'caseload-limit-not-set'
  | 'consent-may-only-be-narrowed'
  | 'consent-not-yet-expired'
  | 'credential-already-issued'
  | 'credential-ends-before-it-begins'
  | 'credential-not-issued'
  | 'credential-not-suspended'
  | 'credential-not-yet-lapsed'
  | 'credential-suspended'
  | 'encounter-not-recorded'
  | 'encounter-retracted'
  | 'erasure-not-ordered'
  | 'expiry-not-later'
  | 'handed-over-to-the-same-peer'
  | 'hours-entry-differs'
  | 'hours-incorrect'
  | 'idempotency-key-needed'
  | 'identifier-not-linked'
  | 'identifier-of-this-system-differs'
  | 'identifier-taken'
  | 'identifiers-of-several-people'
  | 'internal'
  | 'measure-not-yet-overdue'
  | 'measures-missing'
  | 'measures-not-distinct'
  | 'member-already-on-team'
  | 'member-not-on-team'
  | 'method-not-allowed'
  | 'name-missing'
  | 'no-peer-worker'
  | 'no-person'
  | 'no-such-route'
  | 'not-a-practitioner'
  | 'peer-has-not-accepted'
  | 'peer-worker-already-registered'
  | 'peer-worker-left'
  | 'peer-worker-not-registered'
  | 'person-already-registered'
  | 'person-erased'
  | 'person-not-registered'
  | 'ranking-not-recorded'
  | 'refused'
  | 'reservation-ended'
  | 'reservation-unknown'
  | 'series-already-scheduled'
  | 'series-not-scheduled'
  | 'step-unknown'
  | 'supervised-hours-not-signed'
  | 'supervision-due-before-held'
  | 'unknown-ehr'
  | 'unreadable-body'
  | 'weight-incorrect'
  | 'weights-version-unknown'

type Words = Readonly<Record<Exclude<ProblemCode, General> | 'unknown' | 'NO-ANSWER', string>>

export const en: Words = {
  unknown: 'It was not done. What you wrote is still here.',
  'NO-ANSWER': 'No answer came. What you wrote is still here; send it again, it will be done once.',
  'referral-is-over': 'This referral is over. Nothing is left to decide.',
  'referral-not-open-for-answer': 'This referral was answered already.',
  'referral-not-accepted': 'The programme has not said yes to this referral yet.',
  'referral-not-matched': 'Nobody has been matched yet.',
  'referral-matched-already': 'Person and peer found each other already.',
  'referral-already-requested': 'This referral was sent already.',
  'referral-open-already': 'There is already an open referral to this programme.',
  'referral-not-to-be-reopened': 'This cannot be reopened: it is open, or somebody else ended it.',
  'referral-not-found': 'This referral is not here any more.',
  'referral-cancelled': 'This referral was cancelled.',
  'information-not-requested': 'Nothing is being asked any more.',
  'cancellation-not-requested': 'Nobody has asked to cancel.',
  'program-not-found': 'This programme is not here any more.',
  'consent-missing': 'The person’s written consent is missing.',
  'consent-scope-empty': 'Choose at least one thing to share.',
  'consent-ends-before-it-begins': 'The last day lies in the past. Choose a later one.',
  'part2-element-missing': 'Something that the law asks of this consent is missing.',
  'consent-already-granted': 'This consent was given already.',
  'consent-not-granted': 'This consent is not here any more.',
  'consent-ended': 'This consent has ended already.',
  'organization-not-found': 'This organization is not here any more.',
  'offer-still-open': 'An offer is open. The answer to it comes first.',
  'offer-not-open': 'There is nothing to answer any more.',
  'offer-expired': 'The time to answer has passed.',
  'peer-offer-not-open': 'This was answered already, or taken back.',
  'one-to-three-peers': 'Choose one, two or three.',
  'peers-not-distinct': 'Choose each of them once.',
  'peer-set-aside': 'The person asked for somebody else, or the peer said no.',
  'peer-may-not-be-proposed': 'One of them cannot be proposed any more. Have a look again.',
  'peer-not-among-the-choices': 'This person cannot be chosen any more.',
  'nothing-to-take-back': 'There is nothing to take back any more.',
  'case-closed': 'The search for a peer is over.',
  'case-not-open': 'The search for a peer has not begun yet. Try again in a moment.',
  'boundary-agreement-missing': 'A yes starts with how you two stay in touch.',
  'caseload-full': 'There is no free place any more.',
  'peer-needs-less': 'This peer needs less right now.',
  'assignment-over': 'You two do not work together any more.',
  'assignment-not-started': 'You two do not work together yet.',
  'assignment-not-active': 'You two are not meeting right now, so nothing can be planned.',
  'care-plan-not-open': 'Your plan is just being opened. Try again in a moment.',
  'care-plan-closed': 'You two do not work together any more, so nothing can be changed.',
  'words-missing': 'There are no words yet.',
  'vision-is-the-persons': 'Only the person writes this.',
  'goal-already-proposed': 'This goal was proposed already.',
  'goal-unknown': 'This goal is not here any more.',
  'goal-not-proposed': 'This goal was answered already.',
  'goal-not-agreed': 'You both need to agree to this goal first.',
  'meeting-already-planned': 'This meeting is planned already.',
  'meeting-not-planned': 'This meeting is not here any more.',
  'meeting-cancelled': 'This meeting was cancelled. You can plan a new one.',
  'meeting-over': 'This meeting is over. Nothing is left to change.',
  'meeting-in-the-past': 'Choose a time that is still to come.',
  'meeting-too-far-ahead': 'Choose a time within the next year.',
  'peer-not-free': 'That time is taken. Choose another one.',
  'minutes-incorrect': 'The minutes need a second look.',
  'encounter-already-recorded': 'This note is filed already.',
  'encounter-in-the-future': 'The time lies ahead. Choose one that has passed.',
  'kinds-of-support-missing': 'A kind of support is missing.',
  'no-show-has-no-content': 'When you did not meet, there is nothing to write about it.',
  'sharing-is-the-persons': 'Whether the hospital reads it is the person’s to say.',
  'measure-unknown': 'These questions are not here any more.',
  'measure-not-yet-due': 'These questions are for later.',
  'measure-already-answered': 'You answered these questions already.',
  'measure-cancelled': 'These questions are not asked any more.',
  'answer-unknown': 'One of the answers does not belong to these questions.',
  'nothing-to-share': 'There is nothing to let anybody know of here.',
  'safety-answer-not-shared': 'This is not shared with you.',
  'delivery-not-found': 'This delivery is not here any more.',
  'delivery-proved-already': 'This delivery was proved already.',
  'still-failing': 'It still fails. Its reason stands beside it.',
  'still-handled': 'It is handled again. Retry it.',
  erased: 'This person asked to be forgotten. Nothing is kept here any more.',
  'revision-changed': 'Somebody changed it meanwhile. Have a look and try again.',
  'too-many-conflicts': 'Many are at it at once. Try again in a moment.',
  'no-patient-in-context': 'Open this from the patient’s chart.',
  'launch-expired': 'This works for an hour. Open it from the chart again.',
  'handoff-expired': 'This works once. Open it from the chart again.',
  'launch-refused': 'The hospital did not let us read the chart.',
  'chart-not-in-use': 'The chart says that this record is not in use. Look for the one that is.',
  'ehr-unreachable': 'The hospital’s system does not answer right now. Try again in a moment.',
  'no-peer-yet': 'You have no peer yet. This opens when you do.',
  'not-found': 'This is not here any more, or not shared with you.',
  'role-missing': 'Your sign-in may not do this.',
  'not-signed-in': 'You are signed out. Sign in and try again.',
  'invalid-input': 'Something in the form needs a second look.',
  'body-too-large': 'It is too long to be sent.',
  CL_MESSAGE_TOO_LARGE: 'It is too much at once. Ask for less.',
  'rate-limited': 'That was a lot at once. Try again in a minute.',
  starting: 'Careloom is starting. Try again in a moment.',
  CL_STORE_FULL: 'Nothing can be written right now. What you wrote is still here.',
  CL_STORE_READ_ONLY: 'Nothing can be written right now. What you wrote is still here.',
}

export const es: Words = {
  unknown: 'No se hizo. Lo que escribiste sigue aquí.',
  'NO-ANSWER':
    'No llegó respuesta. Lo que escribiste sigue aquí; envíalo otra vez, se hará una sola vez.',
  'referral-is-over': 'Esta derivación terminó. No queda nada por decidir.',
  'referral-not-open-for-answer': 'Esta derivación ya tuvo respuesta.',
  'referral-not-accepted': 'El programa aún no dijo que sí a esta derivación.',
  'referral-not-matched': 'Aún no hay nadie para esta persona.',
  'referral-matched-already': 'La persona y quien la apoya ya se encontraron.',
  'referral-already-requested': 'Esta derivación ya se envió.',
  'referral-open-already': 'Ya hay una derivación abierta a este programa.',
  'referral-not-to-be-reopened':
    'No se puede abrir de nuevo: está abierta, o la terminó alguien más.',
  'referral-not-found': 'Esta derivación ya no está aquí.',
  'referral-cancelled': 'Esta derivación se canceló.',
  'information-not-requested': 'Ya no se pregunta nada.',
  'cancellation-not-requested': 'Nadie ha pedido cancelar.',
  'program-not-found': 'Este programa ya no está aquí.',
  'consent-missing': 'Falta el consentimiento por escrito de la persona.',
  'consent-scope-empty': 'Elige al menos una cosa para compartir.',
  'consent-ends-before-it-begins': 'El último día ya pasó. Elige uno posterior.',
  'part2-element-missing': 'Falta algo que la ley pide en este consentimiento.',
  'consent-already-granted': 'Este consentimiento ya se dio.',
  'consent-not-granted': 'Este consentimiento ya no está aquí.',
  'consent-ended': 'Este consentimiento ya terminó.',
  'organization-not-found': 'Esta organización ya no está aquí.',
  'offer-still-open': 'Hay una oferta abierta. Primero va su respuesta.',
  'offer-not-open': 'Ya no hay nada que responder.',
  'offer-expired': 'El tiempo para responder ya pasó.',
  'peer-offer-not-open': 'Esto ya tuvo respuesta, o se retiró.',
  'one-to-three-peers': 'Elige una, dos o tres personas.',
  'peers-not-distinct': 'Elige a cada quien una sola vez.',
  'peer-set-aside': 'La persona pidió a alguien más, o esa persona dijo que no.',
  'peer-may-not-be-proposed': 'A alguien ya no se le puede proponer. Míralo otra vez.',
  'peer-not-among-the-choices': 'Ya no se puede elegir a esta persona.',
  'nothing-to-take-back': 'Ya no hay nada que deshacer.',
  'case-closed': 'La búsqueda terminó.',
  'case-not-open': 'La búsqueda aún no empieza. Intenta otra vez en un momento.',
  'boundary-agreement-missing': 'Un sí empieza con cómo se mantienen en contacto.',
  'caseload-full': 'Ya no hay un lugar libre.',
  'peer-needs-less': 'Esta persona de apoyo necesita menos por ahora.',
  'assignment-over': 'Ya no trabajan juntos.',
  'assignment-not-started': 'Aún no trabajan juntos.',
  'assignment-not-active': 'Ahora no se están viendo, así que no se puede planear nada.',
  'care-plan-not-open': 'Tu plan se está abriendo. Intenta otra vez en un momento.',
  'care-plan-closed': 'Ya no trabajan juntos, así que no se puede cambiar nada.',
  'words-missing': 'Aún no hay palabras.',
  'vision-is-the-persons': 'Esto solo lo escribe la persona.',
  'goal-already-proposed': 'Esta meta ya se propuso.',
  'goal-unknown': 'Esta meta ya no está aquí.',
  'goal-not-proposed': 'Esta meta ya tuvo respuesta.',
  'goal-not-agreed': 'Primero tienen que estar de acuerdo con esta meta los dos.',
  'meeting-already-planned': 'Esta cita ya está planeada.',
  'meeting-not-planned': 'Esta cita ya no está aquí.',
  'meeting-cancelled': 'Esta cita se canceló. Puedes planear otra.',
  'meeting-over': 'Esta cita ya terminó. No queda nada por cambiar.',
  'meeting-in-the-past': 'Elige una hora que aún no ha pasado.',
  'meeting-too-far-ahead': 'Elige una hora dentro del próximo año.',
  'peer-not-free': 'Esa hora está ocupada. Elige otra.',
  'minutes-incorrect': 'Los minutos necesitan otra mirada.',
  'encounter-already-recorded': 'Esta nota ya está archivada.',
  'encounter-in-the-future': 'La hora aún no llega. Elige una que ya pasó.',
  'kinds-of-support-missing': 'Falta el tipo de apoyo.',
  'no-show-has-no-content': 'Si no se vieron, no hay nada que escribir sobre eso.',
  'sharing-is-the-persons': 'Que el hospital lo lea lo decide la persona.',
  'measure-unknown': 'Estas preguntas ya no están aquí.',
  'measure-not-yet-due': 'Estas preguntas son para más adelante.',
  'measure-already-answered': 'Ya respondiste estas preguntas.',
  'measure-cancelled': 'Estas preguntas ya no se hacen.',
  'answer-unknown': 'Una de las respuestas no es de estas preguntas.',
  'nothing-to-share': 'Aquí no hay nada que alguien deba saber.',
  'safety-answer-not-shared': 'Esto no se comparte contigo.',
  'delivery-not-found': 'Esta entrega ya no está aquí.',
  'delivery-proved-already': 'Esta entrega ya está comprobada.',
  'still-failing': 'Sigue fallando. El motivo está al lado.',
  'still-handled': 'Ya vuelve a haber quien lo atienda. Reinténtalo.',
  erased: 'Esta persona pidió que se le olvide. Aquí ya no se guarda nada.',
  'revision-changed': 'Alguien lo cambió mientras tanto. Míralo e intenta otra vez.',
  'too-many-conflicts': 'Hay mucha gente en esto a la vez. Intenta otra vez en un momento.',
  'no-patient-in-context': 'Abre esto desde el expediente.',
  'launch-expired': 'Esto sirve una hora. Ábrelo otra vez desde el expediente.',
  'handoff-expired': 'Esto sirve una vez. Ábrelo otra vez desde el expediente.',
  'launch-refused': 'El hospital no nos dejó leer el expediente.',
  'chart-not-in-use': 'El expediente dice que este registro no se usa. Busca el que sí.',
  'ehr-unreachable': 'El sistema del hospital no responde ahora. Intenta otra vez en un momento.',
  'no-peer-yet': 'Aún no tienes acompañante. Esto se abre cuando tengas.',
  'not-found': 'Esto ya no está aquí, o no se comparte contigo.',
  'role-missing': 'Con tu acceso no se puede hacer esto.',
  'not-signed-in': 'Tu sesión está cerrada. Entra e intenta otra vez.',
  'invalid-input': 'Algo en el formulario necesita otra mirada.',
  'body-too-large': 'Es demasiado largo para enviarlo.',
  CL_MESSAGE_TOO_LARGE: 'Es demasiado de una vez. Pide menos.',
  'rate-limited': 'Fue mucho a la vez. Intenta otra vez en un minuto.',
  starting: 'Careloom está arrancando. Intenta otra vez en un momento.',
  CL_STORE_FULL: 'Ahora no se puede escribir nada. Lo que escribiste sigue aquí.',
  CL_STORE_READ_ONLY: 'Ahora no se puede escribir nada. Lo que escribiste sigue aquí.',
}
