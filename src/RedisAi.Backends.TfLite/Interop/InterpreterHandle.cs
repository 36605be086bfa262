using System.Runtime.InteropServices;

namespace RedisAi.Backends.TfLite.Interop;

/// <summary>Owns one <c>TfLiteInterpreter*</c>, with what it reports to and, where it has one, its delegate. Keeps the model.</summary>
internal sealed unsafe class InterpreterHandle : TfLiteHandle
{
    private readonly TfLiteModelHandle _model;
    private GCHandle _reports;
    private nint _delegate;
    private bool _keepsModel;

    private InterpreterHandle(TfLiteModelHandle model) => _model = model;

    /// <summary>What the library says.</summary>
    public TfLiteReports Reports { get; } = new();

    /// <param name="model">The model.</param>
    /// <param name="threads">How many threads a run may use.</param>
    /// <param name="xnnpack">Whether XNNPACK computes what it can.</param>
    /// <exception cref="BackendException">The library lacks an operator, or the model is not sound.</exception>
    /// <exception cref="ModelLoadException">The library has no XNNPACK.</exception>
    public static InterpreterHandle Create(TfLiteModelHandle model, int threads, bool xnnpack)
    {
        TfLiteApi api = TfLiteRuntime.Instance.Api;
        InterpreterHandle result = new(model);
        nint options = api.OptionsCreate();
        try
        {
            result._model.DangerousAddRef(ref result._keepsModel);
            result._reports = GCHandle.Alloc(result.Reports);
            api.OptionsSetThreads(options, threads);
            api.OptionsSetReporter(options, &TfLiteReports.Receive, GCHandle.ToIntPtr(result._reports));
            if (xnnpack)
            {
                result._delegate = Xnnpack.CreateDelegate(api, threads);
                api.OptionsAddDelegate(options, result._delegate);
            }

            nint interpreter = api.InterpreterCreate(model.Value, options);
            if (interpreter == 0)
            {
                throw result.Reports.ToException(1, xnnpack ? "XNNPACK does not take it, which takes no graphs whose sizes show only in a run." : "The library does not say why.");
            }

            result.Own(interpreter);
            return result;
        }
        catch
        {
            result.ReleaseRest(api);
            result.SetHandleAsInvalid();
            throw;
        }
        finally
        {
            api.OptionsDelete(options);
        }
    }

    protected override void Release(TfLiteApi api, nint value)
    {
        api.InterpreterDelete(value);
        ReleaseRest(api);
    }

    /// <summary>Releases what must outlive the interpreter.</summary>
    private void ReleaseRest(TfLiteApi api)
    {
        if (_delegate != 0)
        {
            api.XnnpackDelete(_delegate);
            _delegate = 0;
        }

        if (_reports.IsAllocated)
        {
            _reports.Free();
        }

        if (_keepsModel)
        {
            _keepsModel = false;
            _model.DangerousRelease();
        }
    }
}
