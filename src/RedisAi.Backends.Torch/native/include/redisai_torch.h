/*
 * The C contract between RedisAi.Backends.Torch and libtorch: everything that crosses the line is declared here.
 *
 * - No exception and no C++ type crosses. Functions that can fail return a rait_status; the message of the last failure on this
 *   thread is rait_last_error().
 * - Text is UTF-8, given as pointer and length, and never relied upon to end in a zero byte.
 * - All functions may be called from several threads at once, but for those on a rait_execution, which serves one call at a time;
 *   of these only rait_execution_cancel may come from another thread.
 * - Pointers that a function gives stay valid until the object that gave them is freed or used again, as said at each.
 */
#ifndef REDISAI_TORCH_H
#define REDISAI_TORCH_H

#include <stdint.h>

#if defined(_WIN32)
#  if defined(REDISAI_TORCH_BUILDING)
#    define RAIT_API __declspec(dllexport)
#  else
#    define RAIT_API __declspec(dllimport)
#  endif
#else
#  define RAIT_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised with each change that older callers would not survive; rait_abi_version gives the library's. */
#define RAIT_ABI_VERSION 2

typedef int32_t rait_status;
enum {
  RAIT_OK = 0,
  RAIT_FAILED = 1,             /* libtorch, or the script, raised an error */
  RAIT_CANCELLED = 2,          /* the run was stopped at a loop check */
  RAIT_INPUT_MISMATCH = 3,     /* the inputs do not fit the function */
  RAIT_COMPILATION_FAILED = 4, /* the source does not compile */
  RAIT_LOAD_FAILED = 5,        /* the file is no TorchScript archive, or a damaged one */
  RAIT_OPERATOR_REFUSED = 6,   /* the code reaches for the file system */
  RAIT_NO_DEVICE = 7,          /* the device is not there */
  RAIT_HOST_FAILED = 8,        /* a callback into the host failed; the host knows why */
  RAIT_OUT_OF_MEMORY = 9,
  RAIT_UNSUPPORTED = 10        /* a type that no tensor of the host has */
};

/* Numbers of our own, so that neither side depends on the other's. */
typedef int32_t rait_type;
enum {
  RAIT_FLOAT32 = 1,
  RAIT_FLOAT64 = 2,
  RAIT_FLOAT16 = 3,
  RAIT_BFLOAT16 = 4,
  RAIT_INT8 = 5,
  RAIT_INT16 = 6,
  RAIT_INT32 = 7,
  RAIT_INT64 = 8,
  RAIT_UINT8 = 9,
  RAIT_BOOL = 10,
  RAIT_STRING = 11,
  RAIT_UINT16 = 12, /* from libtorch 2.3 on */
  RAIT_UINT32 = 13,
  RAIT_UINT64 = 14
};

/* Tensors of the host have at most as many axes; those of libtorch may have more, and are refused. */
#define RAIT_MAX_RANK 64

typedef struct rait_text {
  const char* data;
  int64_t length;
} rait_text;

/* A dense row-major tensor in the memory of the processor. */
typedef struct rait_tensor {
  void* data;          /* first element; for RAIT_STRING an array of rait_text */
  const int64_t* dims;
  int64_t rank;        /* -1: an input that is left out, an output that is None */
  rait_type type;
  int32_t reserved;
  void* owner;         /* inputs: what rait_host.retain gets; outputs: 0 */
  rait_text name;      /* outputs: the key in a Dict result, else empty */
} rait_tensor;

typedef struct rait_module rait_module;       /* a model or a script; freed once no execution of it is left */
typedef struct rait_execution rait_execution; /* what one call at a time needs */
typedef struct rait_owner rait_owner;         /* keeps the memory of a tensor that libtorch made */

/*
 * What the host does for a running script. `context` is what rait_run was given. A callback that fails returns a status other than
 * RAIT_OK, keeps the reason, and may give a message, which becomes part of the script's error; it must not throw. A reply, a
 * message and the lengths of a tensor that a callback gives live until the next callback of the call, or the end of the run.
 */
typedef struct rait_reply {
  int32_t kind;  /* 0 null, 1 text, 2 integer, 3 list */
  int32_t reserved;
  int64_t value; /* the integer, or the number of the list's items, which follow */
  rait_text text;
} rait_reply;

typedef struct rait_host {
  /* Takes one more reference on the memory that an input's `owner` stands for; gives what rait_host.release gets, or null if it cannot:
     then a script cannot hand the input on, and what a model keeps of it is a copy. */
  void* (*retain)(void* context, void* owner);
  /* Gives it up. Called on any thread, also long after the run; must not throw. */
  void (*release)(void* retained);
  /* Runs a command of the keyspace. The reply is laid out flat, a list before its items. */
  rait_status (*execute_command)(void* context, rait_text command, const rait_text* arguments, int64_t count, const rait_reply** reply, rait_text* error);
  /* Runs a model. Each input is handed over as an owner that the host frees with rait_owner_free; each output's `owner` goes to `release`. */
  rait_status (*run_model)(void* context, rait_text key, const rait_tensor* inputs, int64_t input_count, rait_tensor* outputs, int64_t output_count, rait_text* error);
  /* Reads a tensor of the store. Its `owner` goes to `release`. */
  rait_status (*get_tensor)(void* context, rait_text key, rait_tensor* value, rait_text* error);
  /* Writes one. `value` comes with an owner that the host frees with rait_owner_free. */
  rait_status (*set_tensor)(void* context, rait_text key, const rait_tensor* value, rait_text* error);
} rait_host;

typedef struct rait_parameter {
  rait_text name;
  rait_text type;      /* as TorchScript writes it, such as List[Tensor] */
  int32_t has_default;
  int32_t reserved;
} rait_parameter;

/* An input or output of a function once tuples are taken apart. */
typedef struct rait_slot {
  rait_text name;      /* inputs: the parameter, and the place within a tuple, as in hidden.0; outputs: the key of a Dict, else empty */
  rait_type type;      /* 0 when the code does not say */
  int32_t rank;        /* -1 when the code does not say */
  int32_t optional;
  int32_t variadic;    /* a List[Tensor]: any number of tensors */
} rait_slot;

typedef struct rait_function {
  rait_text name;
  rait_text declaration;
  const rait_parameter* parameters;
  int64_t parameter_count;
  const rait_slot* inputs;
  int64_t input_count;
  const rait_slot* outputs;
  int64_t output_count;  /* -1 when only a run tells */
  rait_text unsupported; /* why the function cannot be called, or empty */
} rait_function;

typedef struct rait_load_options {
  int32_t device_index;  /* -1: the processor; else which GPU */
  int32_t optimize;      /* freeze the module and rewrite it for inference */
  int32_t allow_files;   /* let the code reach the file system */
  int32_t threads;       /* within one operator */
} rait_load_options;

RAIT_API int32_t rait_abi_version(void);
/* libtorch's version; never freed. */
RAIT_API rait_text rait_torch_version(void);
/* 1 when libtorch can use GPUs. */
RAIT_API int32_t rait_has_cuda(void);
/* The last failure on this thread, until the next failure on it. */
RAIT_API rait_text rait_last_error(void);
/*
 * Registers operators and callbacks. Called once, before all others but those above. `blas_threads` is how many threads a product of
 * matrices may use, where the BLAS library keeps that for the whole process, as OpenBLAS does.
 */
RAIT_API rait_status rait_initialize(const rait_host* host, int32_t blas_threads);
/* Native objects that were made and not freed: modules, executions, owners. */
RAIT_API int64_t rait_alive(void);

/* Loads a TorchScript archive. The bytes are read while this runs, and not copied as a whole. */
RAIT_API rait_status rait_model_load_file(rait_text path, const rait_load_options* options, rait_module** module);
RAIT_API rait_status rait_model_load_bytes(const void* bytes, int64_t length, const rait_load_options* options, rait_module** module);
/* Compiles the functions of a source. */
RAIT_API rait_status rait_script_compile(rait_text source, const rait_load_options* options, rait_module** module);
RAIT_API void rait_module_free(rait_module* module);
/* A model has one function, forward; a script those of its source, in order. Valid until the module is freed. */
RAIT_API int64_t rait_module_functions(const rait_module* module, const rait_function** functions);

/* What was done to a model for the sake of speed, when its options asked for it; and what is done when it runs. */
enum {
  RAIT_FROZEN = 1,    /* attributes are constants */
  RAIT_OPTIMIZED = 2, /* operators are rewritten for inference */
  RAIT_EACH_SHAPE = 4 /* some operators are prepared anew for each shape of the inputs */
};
RAIT_API int32_t rait_module_preparation(const rait_module* module);
/* Why some of it was not done, or empty. Valid until the module is freed. */
RAIT_API rait_text rait_module_remark(const rait_module* module);

RAIT_API rait_status rait_execution_create(rait_module* module, rait_execution** execution);
RAIT_API void rait_execution_free(rait_execution* execution);
/* Asks a run to stop at its next loop check; it stays asked until the reset. */
RAIT_API void rait_execution_cancel(rait_execution* execution);
RAIT_API void rait_execution_reset(rait_execution* execution);

typedef struct rait_call {
  int64_t function;          /* its index */
  const rait_tensor* inputs; /* bound to the parameters in order */
  int64_t input_count;
  const rait_text* keys;
  int64_t key_count;
  const rait_text* args;
  int64_t arg_count;
  void* context;             /* for the callbacks */
} rait_call;

/*
 * Runs a function. The inputs' memory is used in place, is not changed, and is free again when this returns, but for what was
 * retained. The outputs live until rait_execution_clear or the next run.
 */
RAIT_API rait_status rait_run(rait_execution* execution, const rait_call* call, const rait_tensor** outputs, int64_t* output_count);
/* Takes one output's memory out of the execution; freed by rait_owner_free. Null when there is no memory for it; rait_last_error says so. */
RAIT_API rait_owner* rait_execution_take(rait_execution* execution, int64_t output);
/* Frees the outputs that were not taken. */
RAIT_API void rait_execution_clear(rait_execution* execution);
RAIT_API void rait_owner_free(rait_owner* owner);

/*
 * What the same call costs in C++, for the benchmarks: the tensors are made over the inputs' memory each time, the function is run
 * and the first element of the first output read, `rounds` times.
 */
RAIT_API rait_status rait_benchmark(rait_module* module, const rait_call* call, int64_t rounds);

#ifdef __cplusplus
}
#endif

#endif
