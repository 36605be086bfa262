namespace RedisAi.Samples.StreamPipeline.Work;

/// <summary>Silero VAD, as workers and the reference know it.</summary>
internal static class VoiceModel
{
    public const string Key = "vad";

    /// <summary>How long a call that says nothing is remembered.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);

    public static string FilePath { get; } = Path.Combine(AppContext.BaseDirectory, "models", "silero_vad_v6.onnx");

    /// <summary>Says what is state and what all windows share; what remains, the window, is the row of a call.</summary>
    public static void Configure(ModelOptions model)
    {
        model.States.Add(new ModelState("state", "stateN") { BatchAxis = 1, TimeToLive = s_memory });
        model.SharedInputs.Add("sr");
    }

    /// <exception cref="FileNotFoundException">The model was not fetched.</exception>
    public static void ThrowIfMissing()
    {
        if (!File.Exists(FilePath))
        {
            throw new FileNotFoundException($"The model '{FilePath}' is not there. Run eng/fetch.sh silero-vad, and build again.");
        }
    }
}
