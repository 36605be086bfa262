using System.Security.Authentication;

namespace RedisAi.MLflow.Rest;

/// <summary>How long something is waited for, and what to say when it does not come.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _alarm;
    private readonly CancellationTokenSource _both;

    public Patience(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        (_limit, _caller) = (limit, caller);
        _alarm = new CancellationTokenSource(limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_alarm.Token, caller);
    }

    /// <summary>Cancelled when the time is over, or when the caller gives up.</summary>
    public CancellationToken Token => _both.Token;

    /// <summary>Begins anew: something has come.</summary>
    public void Renew() => _alarm.CancelAfter(_limit);

    /// <summary>Whether an error is one of those that come out of a network.</summary>
    public static bool IsOfNetwork(Exception error) => error is OperationCanceledException or HttpRequestException or IOException;

    /// <summary>The error that stands for what came out of the network.</summary>
    public Exception Explain(Exception error, RestRequest request)
    {
        if (_caller.IsCancellationRequested)
        {
            return new OperationCanceledException(error.Message, error, _caller);
        }

        return error switch
        {
            OperationCanceledException => Lost(request, $"does not answer {request.Name} for {_limit.TotalSeconds:0.###} seconds", error, isUnprocessed: false),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Untrusted(request, error),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } =>
                Lost(request, $"cannot be reached: {error.Message} Check the address, TrackingUri (MLFLOW_TRACKING_URI)", error, isUnprocessed: true),
            _ => Lost(request, $"has ended the connection during {request.Name}: {error.Message}", error, isUnprocessed: false),
        };
    }

    public void Dispose()
    {
        _both.Dispose();
        _alarm.Dispose();
    }

    private static MlflowException Lost(RestRequest request, string what, Exception error, bool isUnprocessed) =>
        new($"The server at {request.Uri.GetLeftPart(UriPartial.Authority)} {what.TrimEnd('.')}.", MlflowErrorCodes.TemporarilyUnavailable, httpStatus: null, error)
        {
            IsTransient = true,
            IsUnprocessed = isUnprocessed,
        };

    private static MlflowException Untrusted(RestRequest request, Exception error)
    {
        string reason = (error.InnerException as AuthenticationException ?? error).Message;
        return new($"No encrypted connection to the server at {request.Uri.GetLeftPart(UriPartial.Authority)}: {reason.TrimEnd('.')}. If its certificate is your own, name the issuer's in Tls.ServerCertificatePath (MLFLOW_TRACKING_SERVER_CERT_PATH).", MlflowErrorCodes.PermissionDenied, httpStatus: null, error);
    }
}
