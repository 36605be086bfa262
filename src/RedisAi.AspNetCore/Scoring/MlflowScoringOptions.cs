using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow;

/// <summary>Settings of an endpoint that speaks MLflow's scoring protocol.</summary>
public sealed class MlflowScoringOptions
{
    /// <summary>Gets or sets the bytes that the body of a request may have, packed and unpacked.</summary>
    /// <value>The default is 64 MiB. It takes the place of the web server's own limit, where that is lower. Beyond it the answer is 413.</value>
    public int MaxBodyBytes { get; set; } = 64 << 20;

    /// <summary>Gets or sets how long a call may take.</summary>
    /// <value>The default is 60 seconds, which is MLflow's; <see langword="null"/> for any time. A call that takes longer is stopped, and the answer is 504.</value>
    public TimeSpan? DefaultTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets from how many bytes on an answer is packed with gzip, for clients that take that.</summary>
    /// <value>The default is 2048; <see langword="null"/> never packs.</value>
    public int? CompressFromBytes { get; set; } = 2048;

    /// <summary>Gets or sets what is known of the model besides what the engine knows: its signature in MLflow, and the form of its answers.</summary>
    /// <value>
    /// The default is <see langword="null"/>: what the <see cref="ScoringContracts"/> of the application's services say of the version that serves; where they say
    /// nothing, the model's own declarations count, and its answers have the form that MLflow gives those of ONNX or of PyTorch.
    /// </value>
    public ScoringContract? Contract { get; set; }

    /// <summary>Gets or sets whether requests may name a session of the engine, by the header <c>RedisAi-Session</c> or the query parameter <c>session</c>.</summary>
    /// <value>
    /// The default is <see langword="true"/>. If not, they are answered with 400. With a session, the inputs that the model keeps as states are left out of the request;
    /// it ends with a request that has the header <c>RedisAi-Session-End: true</c> or the query parameter <c>session_end=true</c>.
    /// </value>
    public bool AllowSessions { get; set; } = true;

    /// <summary>Gets or sets what session of the engine a request means, from the request, the model and the name that the request gives.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the session of that name. Clients that must not meet in each other's sessions need names that tell them apart, such as
    /// <c>(context, model, session) => $"{context.User.Identity!.Name}:{session}"</c>. Called by several threads at once.
    /// </value>
    public Func<HttpContext, string, string, string>? SessionName { get; set; }
}
