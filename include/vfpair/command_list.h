/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The commands of a control device, and the options of "pair". Pure preprocessor, as lists.h is: the
 * C contract, the parser and what people are told is expected are made of these lines.
 */
#ifndef VFPAIR_COMMAND_LIST_H_
#define VFPAIR_COMMAND_LIST_H_

/* Bytes of an interface's name with its NUL: IFNAMSIZ, which is the same everywhere. */
#define VFPAIR_NAME_SIZE 16

/*
 * Options of "pair": NUMBER(name, least, most) or CHOICE(name, "value|value|..."). Read as unsigned
 * integers; 0 = not given, so the least must not be 0, and choices count from 1.
 */
#define VFPAIR_OPTIONS(NUMBER, CHOICE) \
  NUMBER(settle_ms, 1, 600000)         \
  CHOICE(profile, "strict|hn|nontransparent") \
  CHOICE(damping, "on|off")            \
  CHOICE(egress, "on|off")

/* How an option is written. */
#define VFPAIR_NUMBER_FORM(name, least, most) #name "=<" #least ".." #most ">"
#define VFPAIR_CHOICE_FORM(name, values) #name "=" values

#define VFPAIR_NUMBER_USAGE_(name, least, most) " [" VFPAIR_NUMBER_FORM(name, least, most) "]"
#define VFPAIR_CHOICE_USAGE_(name, values) " [" VFPAIR_CHOICE_FORM(name, values) "]"

/* Commands: X(Enumerator, "word", number of interfaces, "how it is written") */
#define VFPAIR_VERBS(X)                                                    \
  X(Pair, "pair", 2,                                                       \
    "pair <synthetic> <VF>|mac" VFPAIR_OPTIONS(VFPAIR_NUMBER_USAGE_,       \
                                               VFPAIR_CHOICE_USAGE_))      \
  X(Unpair, "unpair", 1, "unpair <synthetic>")                             \
  X(Status, "status", 0, "status")                                         \
  X(History, "history", 1, "history <synthetic>")

#endif /* VFPAIR_COMMAND_LIST_H_ */
