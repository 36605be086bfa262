using System.Runtime.InteropServices;

namespace RedisAi.Backends.TfLite.Interop;

/// <summary>The C API of TensorFlow Lite: the functions of c_api.h, c_api_experimental.h and xnnpack_delegate.h that are used here, by their names.</summary>
/// <remarks>
/// <c>nint</c> stands for a pointer to one of the library's objects, <c>int</c> for TfLiteStatus where that is given: 0 is success. What only
/// reads a field is called without telling the garbage collector, which takes longer than the reading.
/// </remarks>
internal sealed unsafe class TfLiteApi
{
    private readonly nint _library;
    private readonly string _path;

    /// <param name="library">The handle of the library.</param>
    /// <param name="path">Where it was found, for errors.</param>
    /// <exception cref="BackendUnavailableException">A function is missing.</exception>
    public TfLiteApi(nint library, string path)
    {
        (_library, _path) = (library, path);
        Version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)Find("TfLiteVersion"))()) ?? "";
        ModelCreate = (delegate* unmanaged[Cdecl]<void*, nuint, nint>)Find("TfLiteModelCreate");
        ModelDelete = (delegate* unmanaged[Cdecl]<nint, void>)Find("TfLiteModelDelete");
        OptionsCreate = (delegate* unmanaged[Cdecl]<nint>)Find("TfLiteInterpreterOptionsCreate");
        OptionsDelete = (delegate* unmanaged[Cdecl]<nint, void>)Find("TfLiteInterpreterOptionsDelete");
        OptionsSetThreads = (delegate* unmanaged[Cdecl]<nint, int, void>)Find("TfLiteInterpreterOptionsSetNumThreads");
        OptionsAddDelegate = (delegate* unmanaged[Cdecl]<nint, nint, void>)Find("TfLiteInterpreterOptionsAddDelegate");
        OptionsSetReporter = (delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, byte*, nint, void>, nint, void>)Find("TfLiteInterpreterOptionsSetErrorReporter");
        InterpreterCreate = (delegate* unmanaged[Cdecl]<nint, nint, nint>)Find("TfLiteInterpreterCreate");
        InterpreterDelete = (delegate* unmanaged[Cdecl]<nint, void>)Find("TfLiteInterpreterDelete");
        InputCount = (delegate* unmanaged[Cdecl]<nint, int>)Find("TfLiteInterpreterGetInputTensorCount");
        OutputCount = (delegate* unmanaged[Cdecl]<nint, int>)Find("TfLiteInterpreterGetOutputTensorCount");
        Input = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, nint>)Find("TfLiteInterpreterGetInputTensor");
        Output = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, nint>)Find("TfLiteInterpreterGetOutputTensor");
        ResizeInput = (delegate* unmanaged[Cdecl]<nint, int, int*, int, int>)Find("TfLiteInterpreterResizeInputTensor");
        AllocateTensors = (delegate* unmanaged[Cdecl]<nint, int>)Find("TfLiteInterpreterAllocateTensors");
        ResetVariables = (delegate* unmanaged[Cdecl]<nint, int>)Find("TfLiteInterpreterResetVariableTensors");
        Invoke = (delegate* unmanaged[Cdecl]<nint, int>)Find("TfLiteInterpreterInvoke");
        TensorType = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find("TfLiteTensorType");
        TensorRank = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find("TfLiteTensorNumDims");
        TensorLength = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Find("TfLiteTensorDim");
        TensorBytes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint>)Find("TfLiteTensorByteSize");
        TensorData = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*>)Find("TfLiteTensorData");

        // The library for macOS has no XNNPACK.
        NativeLibrary.TryGetExport(library, "TfLiteXNNPackDelegateCreate", out nint create);
        NativeLibrary.TryGetExport(library, "TfLiteXNNPackDelegateDelete", out nint delete);
        XnnpackCreate = (delegate* unmanaged[Cdecl]<void*, nint>)create;
        XnnpackDelete = (delegate* unmanaged[Cdecl]<nint, void>)delete;
    }

    /// <summary>The version of the library, as in <c>2.9.0</c>.</summary>
    public string Version { get; }

    public delegate* unmanaged[Cdecl]<void*, nuint, nint> ModelCreate { get; }

    public delegate* unmanaged[Cdecl]<nint, void> ModelDelete { get; }

    public delegate* unmanaged[Cdecl]<nint> OptionsCreate { get; }

    public delegate* unmanaged[Cdecl]<nint, void> OptionsDelete { get; }

    public delegate* unmanaged[Cdecl]<nint, int, void> OptionsSetThreads { get; }

    public delegate* unmanaged[Cdecl]<nint, nint, void> OptionsAddDelegate { get; }

    public delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, byte*, nint, void>, nint, void> OptionsSetReporter { get; }

    public delegate* unmanaged[Cdecl]<nint, nint, nint> InterpreterCreate { get; }

    public delegate* unmanaged[Cdecl]<nint, void> InterpreterDelete { get; }

    public delegate* unmanaged[Cdecl]<nint, int> InputCount { get; }

    public delegate* unmanaged[Cdecl]<nint, int> OutputCount { get; }

    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, nint> Input { get; }

    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, nint> Output { get; }

    public delegate* unmanaged[Cdecl]<nint, int, int*, int, int> ResizeInput { get; }

    public delegate* unmanaged[Cdecl]<nint, int> AllocateTensors { get; }

    public delegate* unmanaged[Cdecl]<nint, int> ResetVariables { get; }

    public delegate* unmanaged[Cdecl]<nint, int> Invoke { get; }

    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> TensorType { get; }

    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> TensorRank { get; }

    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> TensorLength { get; }

    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint> TensorBytes { get; }

    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*> TensorData { get; }

    /// <summary>Makes a delegate; null where the library has no XNNPACK.</summary>
    public delegate* unmanaged[Cdecl]<void*, nint> XnnpackCreate { get; }

    public delegate* unmanaged[Cdecl]<nint, void> XnnpackDelete { get; }

    private void* Find(string name) => NativeLibrary.TryGetExport(_library, name, out nint function)
        ? (void*)function
        : throw new BackendUnavailableException(TfLiteLibrary.BackendName, $"The library '{_path}' is not TensorFlow Lite, or too old: it does not export {name}.");
}
