/** The environment variable in which the program below finds the folder of its map. */
export const MAPS_VARIABLE = 'LOADGATE_MAPS'

/** Python loads a module of this name before anything else, from a folder in PYTHONPATH. */
export const NAMER_FILE = 'sitecustomize.py'

/**
 * Makes Python 3.10 and 3.11 on x86-64 say how the functions are called whose instructions are counted; any other Python goes on as it
 * is. From 3.12 on Python does the same itself: each function is evaluated by way of a small piece of machine code of its own, and a
 * map names these pieces by their addresses. Before, this takes the hook for evaluating frames (PEP 523) and the place for what
 * belongs to a code object (`_PyCode_SetExtra`), by ctypes.
 */
export const NAMER = String.raw`"""Names the functions of Python 3.10 and 3.11 for a profiler of machine code, as '-X perf' does from 3.12 on."""
import os
import sys

MAPS = os.environ.get("${MAPS_VARIABLE}")
ROOM = 1 << 20
PIECE = 32


def quad(value):
    return struct.pack("<Q", value)


def address(function):
    return ctypes.cast(function, ctypes.c_void_p).value


def set_extra(code, value):
    ctypes.pythonapi._PyCode_SetExtra(ctypes.py_object(code), ctypes.c_ssize_t(index), ctypes.c_void_p(value))


def place_of_extras():
    """Where a code object keeps what belongs to it: setting that changes nothing else in it."""
    code = compile("0", "", "exec")
    before = ctypes.string_at(id(code), sys.getsizeof(code))
    set_extra(code, 1)
    after = ctypes.string_at(id(code), len(before))
    set_extra(code, None)
    return next(at for at in range(0, len(before), 8) if before[at : at + 8] != after[at : at + 8])


def entry():
    """Machine code that evaluates a frame: by a piece of code of its function's own, which name() makes where there is none."""
    find = (
        b"\x48\x8b\x46\x20"  # code = frame.f_code
        + b"\x48\x8b\x88" + struct.pack("<i", place_of_extras())  # extras = code.co_extra
        + b"\x48\x85\xc9\x74\x12"  # there are none
        + b"\x48\x83\x39" + struct.pack("<b", index) + b"\x7e\x0c"  # there are too few
        + b"\x48\x8b\x89" + struct.pack("<i", 8 + 8 * index)  # piece = extras[index]
        + b"\x48\x85\xc9"
    )
    ask = b"\x57\x56\x52\x48\x89\xc7\x48\xb9" + quad(address(callback)) + b"\xff\xd1\x5a\x5e\x5f"
    enter = b"\x48\x83\xec\x08\xff\xd1\x48\x83\xc4\x08\xc3"
    return (
        find + b"\x75\x45"  # there is a piece: enter it
        + b"\x85\xd2\x75\x37"  # an exception is thrown into the frame: nothing else may run now
        + ask + find + b"\x75\x0a"  # there is one now
        + b"\x48\xb9" + quad(evaluate)  # no more room: as ever
        + enter
    )


def put(machine_code):
    global free
    at = base + free
    room[free : free + len(machine_code)] = machine_code
    free += -(-len(machine_code) // PIECE) * PIECE
    return at


def name(code):
    if free + PIECE > ROOM:
        return
    piece = put(b"\x48\x83\xec\x08\x48\xb8" + quad(evaluate) + b"\xff\xd0\x48\x83\xc4\x08\xc3")
    set_extra(code, piece)
    label = "py::%s:%s" % (getattr(code, "co_qualname", code.co_name), code.co_filename)
    lines.append(("%x %x %s\n" % (piece, PIECE, label)).encode("utf-8", "replace"))
    os.write(file, lines[-1])


def open_map():
    global file
    file = os.open("%s/perf-%d.map" % (MAPS, os.getpid()), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, b"".join(lines))


def begin():
    global room, base, free, index, evaluate, callback, lines
    anywhere = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    room = mmap.mmap(-1, ROOM, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=anywhere)
    base, free, lines = ctypes.addressof(ctypes.c_char.from_buffer(room)), 0, []
    index = ctypes.pythonapi._PyEval_RequestCodeExtraIndex(None)
    if index < 0:
        raise RuntimeError("no room for what belongs to a code object")
    evaluate = address(ctypes.pythonapi._PyEval_EvalFrameDefault)
    callback = ctypes.PYFUNCTYPE(None, ctypes.py_object)(name)
    start = put(entry())
    # Only now: where a map is, names are expected.
    open_map()
    os.register_at_fork(after_in_child=open_map)
    # What names others must not ask for its own name.
    for function in (name, put, quad, set_extra):
        name(function.__code__)
    # Threads may be in there when everything else is gone.
    for kept in (room, callback):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
    atexit.register(evaluate_by, evaluate)
    evaluate_by(start)


def evaluate_by(machine_code):
    ctypes.pythonapi.PyInterpreterState_Get.restype = ctypes.c_void_p
    interpreter = ctypes.c_void_p(ctypes.pythonapi.PyInterpreterState_Get())
    ctypes.pythonapi._PyInterpreterState_SetEvalFrameFunc(interpreter, ctypes.c_void_p(machine_code))


def run_next():
    """Another module of this name, which this one hides."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != here]
    own = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize
    except ImportError:
        if own is not None:
            sys.modules["sitecustomize"] = own


run_next()
is_known = sys.implementation.name == "cpython" and sys.version_info[:2] in ((3, 10), (3, 11))
is_debug = hasattr(sys, "gettotalrefcount")
if MAPS and is_known and not is_debug and os.uname().machine == "x86_64":
    try:
        import atexit
        import ctypes
        import mmap
        import struct

        begin()
    except Exception:
        # A Python that was built otherwise, or may not have memory that can be executed, goes on as it is, too.
        pass
`
