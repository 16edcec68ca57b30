/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The protocol between a pair, its host, a V that comes and goes, and packets: written from the design,
 * not from the code, so that the two can disagree. Memory is sequentially consistent here; orders are
 * the business of tests/races/litmus.
 *
 * Each BUG_... seeds one mistake that the checks must find; spin_test.sh runs them all.
 */
#ifndef READERS
#define READERS 2
#endif
#ifndef ARRIVALS
#define ARRIVALS 2 /* how often a V arrives */
#endif
#define FLAPS 1    /* how often its link goes and comes, and how often someone else brings it down */
#define TROUBLES 2 /* how often the host refuses, does not answer, or answers too late */

mtype = { to_s, held, to_v };                                               /* where packets go */
mtype = { idle, settling, starting, switching, using, returning, degraded } /* what a pair does */

/* What is published, and what readers say of themselves. */
mtype path = to_s;
bool in[READERS];      /* in a read section */
bit section[READERS];  /* which one: it changes with each */
bool inside[READERS];  /* in V's transmit */
bool stopped[READERS]; /* its queue is stopped by a hold */

/* V. alive: its memory is there; closed: its driver may stop it at any time. */
bool alive, up, link, closed;

/* The host, and the question that the pair has open. */
mtype steered = to_s;
bool pending;
byte generation;
chan questions = [3] of { mtype, byte };
chan answers = [4] of { byte, bool };
byte troubles;

/* The actor: one at a time, when there is something to do. */
bool locked; /* Linux' RTNL */
bool timer;  /* armed; may ring at any time */
bool s_vf, s_closing;
mtype state = idle;
bool over; /* nothing more will happen to V */

#define LOCK atomic { !locked -> locked = true }
#define UNLOCK locked = false

/* Returns when every section that had begun is over. */
inline grace() {
#ifndef BUG_NO_GRACE
	seen[0] = section[0];
	!in[0] || section[0] != seen[0];
	seen[0] = 0;
#if READERS > 1
	seen[1] = section[1];
	!in[1] || section[1] != seen[1];
	seen[1] = 0
#endif
#else
	skip
#endif
}

/* After the path was published. */
inline wake() {
	stopped[0] = false;
#if READERS > 1
	stopped[1] = false
#endif
}

/* On return packets go over S and none is inside V. */
inline withdraw() {
	if
	:: path == to_v ->
		path = held;
		grace();
		path = to_s;
		grace();
		wake()
	:: else
	fi
}

inline cut_over() {
	assert(alive && up && steered == to_v);
	path = held;
	grace();
	path = to_v;
	wake()
}

/* Asks the host; what it said before does not matter any more. */
inline ask(side) {
	generation = (generation + 1) % 8;
	pending = true;
	questions!side, generation;
#ifndef BUG_NO_TIME_LIMIT
	timer = true
#endif
}

inline degrade() {
	state = degraded;
	if
	:: steered == to_v -> ask(to_s)
	:: else -> up = false; timer = true
	fi
}

/* V is brought up; whether it is used depends on its link. */
inline start() {
	state = starting;
	up = true;
	closed = false;
	if
	:: link -> state = switching; ask(to_v)
	:: else
	fi
}

inline answered(ok) {
	pending = false;
	timer = false;
	if
	:: empty(questions) && empty(answers) -> generation = 0 /* only to have fewer states */
	:: else
	fi;
	if
	:: state == switching && ok -> state = using
	:: state == switching && !ok -> degrade()
	:: state == returning -> start()
	:: state == degraded -> up = false; timer = true
	:: else
	fi
}

#ifdef BUG_STALE_ANSWERS
#define IS_ANSWER pending
#else
#define IS_ANSWER (pending && g == generation)
#endif
/* It has run out, or would: the host is slower than its time limit now and then only. */
#define RINGS (timer && (!pending || (empty(questions) && empty(answers)) || troubles < TROUBLES))

/* A V that closes is heard of before anything else that has happened meanwhile. */
#ifdef BUG_CLOSING_NOT_FIRST
#define FREE (!locked)
#else
#define FREE (!locked && !s_closing)
#endif

proctype Actor() {
	bit seen[READERS];
	bool ok, leaves, enters; /* what is left to do under the lock */
	byte g;
end:	do
	:: atomic { !locked && s_closing ->
			s_closing = false;
			if
			:: state != idle && state != settling && state != degraded -> pending = false; degrade()
			:: else
			fi
		}
	:: atomic { FREE && s_vf ->
			s_vf = false;
			if
			:: state == switching && !link -> state = returning; ask(to_s)
			:: state == starting && link -> state = switching; ask(to_v)
			:: state == using && !link -> locked = true; leaves = true
			:: else
			fi
		};
		if
		:: leaves ->
			withdraw();
			atomic { state = returning; ask(to_s); leaves = false; locked = false }
		:: else
		fi
	:: atomic { FREE && nempty(answers) ->
			answers?g, ok;
			if
			:: IS_ANSWER -> answered(ok); enters = (state == using); locked = enters
			:: else
			fi;
			g = 0;
			ok = false
		};
		if
		:: enters ->
			cut_over();
			atomic { enters = false; locked = false }
		:: else
		fi
	:: atomic { FREE && RINGS ->
			timer = false;
			if
			:: pending && (nempty(questions) || nempty(answers)) -> troubles++; answered(false)
			:: pending && empty(questions) && empty(answers) -> answered(false)
			:: !pending && (state == settling || state == degraded) -> start()
			:: else
			fi
		}
	od
}

proctype Host() {
	mtype side;
	byte g;
end:	do
	:: atomic { questions?side, g ->
			if
			:: steered = side; answers!g, true
			:: troubles < TROUBLES && side == to_v -> troubles++; answers!g, false
			:: troubles < TROUBLES -> troubles++; steered = side /* it does it, and does not say */
			:: troubles < TROUBLES -> troubles++
			fi;
			side = 0;
			g = 0
		}
	od
}

/* A packet that finds S's path is of no interest: only sections that may meet another are gone through. */
proctype Reader(byte me) {
	mtype p;
end:	do
	:: atomic { path != to_s -> in[me] = true; section[me] = 1 - section[me] };
		p = path;
		if
		:: atomic { p == to_v && alive && up && link -> inside[me] = true };
			assert(alive);
			assert(!closed); /* R-LCK-7 */
			inside[me] = false
		:: p == held ->
			stopped[me] = true;
#ifndef BUG_NO_SECOND_LOOK
			if
			:: path != held -> stopped[me] = false
			:: else
			fi
#endif
		:: else
		fi;
		atomic { p = 0; in[me] = false };
		!stopped[me]
	od
}

/* V and whoever pulls it. */
proctype Vf() {
	bit seen[READERS];
	byte arrivals = 0, flaps = 0, closings = 0;
	do
	:: atomic { arrivals < ARRIVALS && !alive && !locked ->
		arrivals++;
		alive = true; up = false; link = true; closed = false;
		state = settling;
		timer = true
		}
	:: atomic { alive && flaps < FLAPS -> flaps++; link = false; s_vf = true };
		atomic { link = true; s_vf = true }
	:: alive && closings < FLAPS -> /* someone else brings it down, and that is told before */
		LOCK;
		if
		:: up ->
			closings++;
			withdraw();
			atomic {
				closed = true;
				assert(!inside[0]);
#if READERS > 1
				assert(!inside[1]);
#endif
				up = false;
				s_closing = true
			}
		:: else
		fi;
		UNLOCK
	:: alive && arrivals < ARRIVALS -> /* it is gone, without a word */
		LOCK;
#ifdef BUG_FREED_FIRST
		alive = false;
#endif
		withdraw();
		atomic {
			timer = false;
			if
			:: steered == to_v || pending ->
				generation = (generation + 1) % 8;
				questions!to_s, generation
			:: else
			fi;
			pending = false;
			state = idle;
			alive = false;
			up = false
		};
		UNLOCK
	:: arrivals == ARRIVALS && alive -> break
	od;
	over = true
}

init {
	atomic {
		run Actor();
		run Host();
		run Vf();
		run Reader(0);
#if READERS > 1
		run Reader(1)
#endif
	}
}

/* V is there to stay, and the host has had its bad days: in the end packets go over V. */
ltl gets_used { [](over -> <>(state == using)) }
/* No queue stays stopped, no question stays open. */
ltl goes_on { [](stopped[0] -> <>(!stopped[0])) && [](pending -> <>(!pending)) }
/* Must be found to be false: else the others say nothing. */
ltl never_used { [](!(over && inside[0] && state == using)) }
