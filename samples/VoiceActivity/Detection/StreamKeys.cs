namespace RedisAi.Samples.VoiceActivity.Detection;

/// <summary>The keys under which the tensor store keeps what the model remembers of one stream.</summary>
/// <param name="State">The recurrent state, 2 x 1 x 128.</param>
/// <param name="Context">The last 64 samples.</param>
internal sealed record StreamKeys(string State, string Context)
{
    public static StreamKeys Of(int stream) => new($"stream:{stream}:state", $"stream:{stream}:context");
}
