/**
 * The words of a DBC file, and the form of each of its statements.
 * There is no free standard of this format: these are the statements that cantools and the files of opendbc know.
 */

/** What a file lists under NS_, in the order in which the editors of the trade write it. */
export const NEW_SYMBOLS = [
  'NS_DESC_',
  'CM_',
  'BA_DEF_',
  'BA_',
  'VAL_',
  'CAT_DEF_',
  'CAT_',
  'FILTER',
  'BA_DEF_DEF_',
  'EV_DATA_',
  'ENVVAR_DATA_',
  'SGTYPE_',
  'SGTYPE_VAL_',
  'BA_DEF_SGTYPE_',
  'BA_SGTYPE_',
  'SIG_TYPE_REF_',
  'VAL_TABLE_',
  'SIG_GROUP_',
  'SIG_VALTYPE_',
  'SIGTYPE_VALTYPE_',
  'BO_TX_BU_',
  'BA_DEF_REL_',
  'BA_REL_',
  'BA_DEF_DEF_REL_',
  'BU_SG_REL_',
  'BU_EV_REL_',
  'BU_BO_REL_',
  'SG_MUL_VAL_',
] as const

/** How each statement that is understood is written: the remedy of a fault in it. */
export const FORMS = {
  VERSION: 'VERSION "1.0"',
  NS_: 'NS_ :',
  BS_: 'BS_:',
  BU_: 'BU_: NodeA NodeB',
  VAL_TABLE_: 'VAL_TABLE_ Table 0 "off" 1 "on" ;',
  BO_: 'BO_ 256 Message: 8 Sender',
  SG_: 'SG_ Signal : 0|16@1+ (0.1,-40) [0|100] "unit" Receiver',
  BO_TX_BU_: 'BO_TX_BU_ 256 : SenderA,SenderB;',
  CM_: 'CM_ SG_ 256 Signal "comment";',
  BA_DEF_: 'BA_DEF_ BO_ "Attribute" INT 0 1000;',
  BA_DEF_DEF_: 'BA_DEF_DEF_ "Attribute" 100;',
  BA_: 'BA_ "Attribute" BO_ 256 100;',
  VAL_: 'VAL_ 256 Signal 0 "off" 1 "on" ;',
  SIG_GROUP_: 'SIG_GROUP_ 256 Group 1 : SignalA SignalB;',
  SIG_VALTYPE_: 'SIG_VALTYPE_ 256 Signal : 1;',
  SG_MUL_VAL_: 'SG_MUL_VAL_ 256 Signal Multiplexer 0-3, 5-5;',
} as const

export type Keyword = keyof typeof FORMS

/** Statements about environment variables: kept word by word, and written before the comments. */
export const ENVIRONMENT_KEYWORDS: readonly string[] = ['EV_', 'EV_DATA_', 'ENVVAR_DATA_']

/** Statements that are kept word by word: categories, signal types, relations. */
export const KEPT_KEYWORDS: readonly string[] = NEW_SYMBOLS.filter((word) => !Object.hasOwn(FORMS, word))

/** Stands where no node is named. */
export const NO_NODE = 'Vector__XXX'

/** The highest bit of the number of a message says that its identifier has 29 bits. */
export const EXTENDED_FLAG = 0x8000_0000
/** The message that collects signals of no message; some files give it another number. */
export const INDEPENDENT_SIGNALS = { name: 'VECTOR__INDEPENDENT_SIG_MSG', number: 0xc000_0000 } as const
export const BIT_LENGTH_MAX = 64
/** Of one message of a transport protocol; a CAN FD frame has at most 64. */
export const BYTE_LENGTH_MAX = 0xffff
