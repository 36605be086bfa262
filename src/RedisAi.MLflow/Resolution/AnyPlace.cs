namespace RedisAi.MLflow.Resolution;

/// <summary>For the application itself, which is bound by the settings of its client alone.</summary>
internal sealed class AnyPlace : IPermittedPlaces
{
    public static AnyPlace Instance { get; } = new();

    public bool Has(MlflowUri place) => true;
}
