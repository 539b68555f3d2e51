/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "action.h"

#include <stdlib.h>
#include <string.h>

/* The first seven are those of EMFACS, with parted lips (25) where the mouth opens,
 * and with the raised chin (17) of most descriptions of sadness. The others are
 * the compounds of S. Du, Y. Tao, A. M. Martinez, Compound facial expressions of
 * emotion, PNAS 2014, each with the action units that most of their people
 * showed. 0 ends a list. */
static const struct known {
    const char *name;
    unsigned char actions[8];
} known[] = {
    {"neutral", {0}},
    {"happiness", {6, 12, 25}},
    {"sadness", {1, 4, 15, 17}},
    {"surprise", {1, 2, 5, 25, 26}},
    {"fear", {1, 2, 4, 5, 7, 20, 25}},
    {"anger", {4, 5, 7, 23}},
    {"disgust", {9, 10, 15, 16}},
    {"happily-surprised", {1, 2, 12, 25}},
    {"happily-disgusted", {10, 12, 25}},
    {"sadly-fearful", {1, 4, 20, 25}},
    {"sadly-angry", {4, 15}},
    {"sadly-surprised", {1, 4, 25, 26}},
    {"sadly-disgusted", {4, 10}},
    {"fearfully-angry", {4, 20, 25}},
    {"fearfully-surprised", {1, 2, 5, 20, 25}},
    {"fearfully-disgusted", {1, 4, 10, 20, 25}},
    {"angrily-surprised", {4, 25, 26}},
    {"angrily-disgusted", {4, 10, 17}},
    {"disgustedly-surprised", {1, 2, 5, 10}},
    {"awed", {1, 2, 5, 25}},
};

const char expression_names[] =
    "neutral, happiness, sadness, surprise, fear, anger, disgust, happily-surprised, "
    "happily-disgusted, sadly-fearful, sadly-angry, sadly-surprised, sadly-disgusted, "
    "fearfully-angry, fearfully-surprised, fearfully-disgusted, angrily-surprised, "
    "angrily-disgusted, disgustedly-surprised, awed, and action units such as AU6+AU12 or "
    "AU12L, of 1 2 4 5 6 7 9 10 12 15 16 17 20 23 25 26";

static const unsigned char numbers[ACTION_COUNT] = {1,  2,  4,  5,  6,  7,  9,  10,
                                                    12, 15, 16, 17, 20, 23, 25, 26};

int action_number(action a)
{
    return numbers[a];
}

/* The set of the action unit of this number, empty where there is none. */
static unsigned set_of(unsigned long number)
{
    for (int a = 0; a < ACTION_COUNT; a++)
        if (numbers[a] == number)
            return 1u << a;
    return 0;
}

/* "AU6+AU12L" */
static int read_units(const char *text, expression *out)
{
    for (;; text++) {
        if (strncmp(text, "AU", 2) || text[2] < '1' || text[2] > '9')
            return 0;
        char *end;
        unsigned set = set_of(strtoul(text + 2, &end, 10));
        int is_left = *end == 'L', is_right = *end == 'R';
        text = end + (is_left || is_right);
        out->actions[SIDE_LEFT] |= is_left ? 0 : set;
        out->actions[SIDE_RIGHT] |= is_right ? 0 : set;
        if (!set || (*text && *text != '+'))
            return 0;
        if (!*text)
            return 1;
    }
}

int expression_read(const char *text, expression *out)
{
    expression e = {.name = text};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, text))
            continue;
        for (const unsigned char *a = known[i].actions; *a; a++)
            e.actions[SIDE_LEFT] = e.actions[SIDE_RIGHT] |= set_of(*a);
        *out = e;
        return 1;
    }
    if (!read_units(text, &e))
        return 0;
    *out = e;
    return 1;
}

/* Landmarks are counted from 0; y is down. */
const move moves[] = {
    {INNER_BROW_RAISER, 21, 0, -.21f},
    {INNER_BROW_RAISER, 20, 0, -.17f},
    {INNER_BROW_RAISER, 19, 0, -.09f},
    {INNER_BROW_RAISER, 38, 0, -.01f},

    {OUTER_BROW_RAISER, 17, 0, -.09f},
    {OUTER_BROW_RAISER, 18, 0, -.14f},
    {OUTER_BROW_RAISER, 19, 0, -.12f},
    {OUTER_BROW_RAISER, 20, 0, -.06f},

    {BROW_LOWERER, 21, -.05f, .13f},
    {BROW_LOWERER, 20, -.04f, .11f},
    {BROW_LOWERER, 19, -.03f, .08f},
    {BROW_LOWERER, 18, 0, .04f},

    {UPPER_LID_RAISER, 37, 0, -.06f},
    {UPPER_LID_RAISER, 38, 0, -.06f},
    {UPPER_LID_RAISER, 40, 0, .015f},
    {UPPER_LID_RAISER, 41, 0, .015f},

    {CHEEK_RAISER, 40, 0, -.04f},
    {CHEEK_RAISER, 41, 0, -.045f},
    {CHEEK_RAISER, 36, 0, .01f},
    {CHEEK_RAISER, 37, 0, .02f},
    {CHEEK_RAISER, 38, 0, .015f},

    {LID_TIGHTENER, 37, 0, .025f},
    {LID_TIGHTENER, 38, 0, .025f},
    {LID_TIGHTENER, 40, 0, -.035f},
    {LID_TIGHTENER, 41, 0, -.035f},

    {NOSE_WRINKLER, 31, .03f, -.06f},
    {NOSE_WRINKLER, 32, .01f, -.04f},
    {NOSE_WRINKLER, 33, 0, -.03f},
    {NOSE_WRINKLER, 30, 0, -.03f},
    {NOSE_WRINKLER, 21, -.02f, .09f},
    {NOSE_WRINKLER, 20, 0, .07f},
    {NOSE_WRINKLER, 19, 0, .05f},
    {NOSE_WRINKLER, 18, 0, .02f},
    {NOSE_WRINKLER, 37, 0, .03f},
    {NOSE_WRINKLER, 38, 0, .035f},
    {NOSE_WRINKLER, 40, 0, -.03f},
    {NOSE_WRINKLER, 41, 0, -.025f},

    {UPPER_LIP_RAISER, 49, 0, -.08f},
    {UPPER_LIP_RAISER, 50, 0, -.11f},
    {UPPER_LIP_RAISER, 51, 0, -.09f},
    {UPPER_LIP_RAISER, 61, 0, -.09f},
    {UPPER_LIP_RAISER, 62, 0, -.08f},
    {UPPER_LIP_RAISER, 31, .01f, -.02f},

    {LIP_CORNER_PULLER, 48, .17f, -.19f},
    {LIP_CORNER_PULLER, 60, .155f, -.18f},
    {LIP_CORNER_PULLER, 49, .09f, -.07f},
    {LIP_CORNER_PULLER, 59, .11f, -.07f},
    {LIP_CORNER_PULLER, 50, .01f, .01f},
    {LIP_CORNER_PULLER, 61, .03f, .01f},
    {LIP_CORNER_PULLER, 67, .04f, .02f},
    {LIP_CORNER_PULLER, 58, .03f, .02f},
    {LIP_CORNER_PULLER, 31, .02f, 0},

    {LIP_CORNER_DEPRESSOR, 48, .01f, .14f},
    {LIP_CORNER_DEPRESSOR, 60, .01f, .13f},
    {LIP_CORNER_DEPRESSOR, 49, 0, .05f},
    {LIP_CORNER_DEPRESSOR, 59, .02f, .07f},

    {LOWER_LIP_DEPRESSOR, 58, 0, .06f},
    {LOWER_LIP_DEPRESSOR, 57, 0, .05f},
    {LOWER_LIP_DEPRESSOR, 67, .02f, .07f},
    {LOWER_LIP_DEPRESSOR, 66, 0, .06f},
    {LOWER_LIP_DEPRESSOR, 59, .02f, .03f},

    {CHIN_RAISER, 57, 0, -.05f},
    {CHIN_RAISER, 58, 0, -.05f},
    {CHIN_RAISER, 66, 0, -.04f},
    {CHIN_RAISER, 67, 0, -.04f},
    {CHIN_RAISER, 61, 0, -.04f},
    {CHIN_RAISER, 62, 0, -.05f},
    {CHIN_RAISER, 50, 0, -.03f},
    {CHIN_RAISER, 51, 0, -.03f},
    {CHIN_RAISER, 8, 0, -.03f},

    {LIP_STRETCHER, 48, .19f, .03f},
    {LIP_STRETCHER, 60, .18f, .03f},
    {LIP_STRETCHER, 49, .10f, .02f},
    {LIP_STRETCHER, 59, .11f, .02f},
    {LIP_STRETCHER, 61, .05f, 0},
    {LIP_STRETCHER, 67, .06f, .03f},
    {LIP_STRETCHER, 66, 0, .03f},
    {LIP_STRETCHER, 50, .03f, .02f},
    {LIP_STRETCHER, 58, .05f, 0},

    {LIP_TIGHTENER, 48, -.06f, 0},
    {LIP_TIGHTENER, 60, -.06f, 0},
    {LIP_TIGHTENER, 49, -.03f, .04f},
    {LIP_TIGHTENER, 50, 0, .05f},
    {LIP_TIGHTENER, 51, 0, .045f},
    {LIP_TIGHTENER, 59, -.03f, -.05f},
    {LIP_TIGHTENER, 58, 0, -.07f},
    {LIP_TIGHTENER, 57, 0, -.07f},

    {LIPS_PART, 61, 0, -.03f},
    {LIPS_PART, 62, 0, -.03f},
    {LIPS_PART, 50, 0, -.02f},
    {LIPS_PART, 51, 0, -.02f},
    {LIPS_PART, 67, 0, .09f},
    {LIPS_PART, 66, 0, .1f},
    {LIPS_PART, 58, 0, .07f},
    {LIPS_PART, 57, 0, .08f},
    {LIPS_PART, 59, 0, .03f},

    {JAW_DROP, 3, 0, .02f},
    {JAW_DROP, 4, -.01f, .06f},
    {JAW_DROP, 5, -.02f, .14f},
    {JAW_DROP, 6, -.02f, .22f},
    {JAW_DROP, 7, 0, .27f},
    {JAW_DROP, 8, 0, .28f},
    {JAW_DROP, 48, -.07f, .08f},
    {JAW_DROP, 60, -.07f, .08f},
    {JAW_DROP, 49, -.05f, 0},
    {JAW_DROP, 59, 0, .2f},
    {JAW_DROP, 58, .02f, .28f},
    {JAW_DROP, 57, 0, .29f},
    {JAW_DROP, 67, .03f, .27f},
    {JAW_DROP, 66, 0, .29f},
    {JAW_DROP, 61, .01f, -.03f},
    {JAW_DROP, 62, 0, -.03f},
};

const size_t move_count = sizeof moves / sizeof moves[0];
