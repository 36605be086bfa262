namespace RedisAi.Dags.Text;

/// <summary>Where a call of a model has its keys.</summary>
/// <param name="FirstInput">The place of the first input.</param>
/// <param name="Inputs">How many there are.</param>
/// <param name="FirstOutput">The place of the first output.</param>
/// <param name="Outputs">How many there are.</param>
internal readonly record struct ModelCallPlaces(int FirstInput, int Inputs, int FirstOutput, int Outputs)
{
    /// <summary>The place after the last output.</summary>
    public int End => FirstOutput + Outputs;
}
