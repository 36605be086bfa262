using Microsoft.AspNetCore.Http;

namespace RedisAi;

/// <summary>Settings of an endpoint that speaks the Open Inference Protocol.</summary>
public sealed class OpenInferenceOptions
{
    /// <summary>Gets or sets the bytes that the body of a request may have, packed and unpacked.</summary>
    /// <value>The default is 64 MiB. It takes the place of the web server's own limit, where that is lower. Beyond it the answer is 413.</value>
    public int MaxBodyBytes { get; set; } = 64 << 20;

    /// <summary>Gets or sets how long a call may take whose request has no <c>timeout</c> of its own.</summary>
    /// <value>The default is <see langword="null"/>: any time. A call that takes longer is stopped, and the answer is 504.</value>
    public TimeSpan? DefaultTimeout { get; set; }

    /// <summary>Gets or sets from how many bytes on an answer is packed with gzip, for clients that take that.</summary>
    /// <value>The default is 2048; <see langword="null"/> never packs.</value>
    public int? CompressFromBytes { get; set; } = 2048;

    /// <summary>Gets or sets which models are offered, by their keys. Others are not there for clients.</summary>
    /// <value>The default is <see langword="null"/>: all. Called with each request, by several threads at once.</value>
    public Func<string, bool>? Offers { get; set; }

    /// <summary>Gets or sets whether requests may name a sequence, which is a session of the engine.</summary>
    /// <value>The default is <see langword="true"/>. If not, <c>sequence_id</c> is answered with 400.</value>
    public bool AllowSequences { get; set; } = true;

    /// <summary>Gets or sets what session a sequence is, from the request, the model and <c>sequence_id</c>.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the session has the name of the sequence, so that models share it as those of one process do, and
    /// <c>sequence_start</c> and <c>sequence_end</c> end it for all of them. Clients that must not meet in each other's sessions need names that tell them
    /// apart, such as <c>(context, model, sequence) => $"{context.User.Identity!.Name}:{sequence}"</c>. Called by several threads at once.
    /// </value>
    public Func<HttpContext, string, string, string>? SessionName { get; set; }

    /// <summary>Gets or sets which of the application's health checks decides what <c>/v2/health/ready</c> says: one that fails makes it 400.</summary>
    /// <value>The default is <c>redisai</c>, the name that <c>AddHealthChecks().AddRedisAi()</c> has unless it is given another. Where there is no such check, the endpoint is ready as long as the engine is open.</value>
    public string HealthCheck { get; set; } = "redisai";
}
