namespace RedisAi.MLflow.Resolution;

/// <summary>Where the files of models may be that those whom this process serves have it fetch: a name in a registry may lead anywhere.</summary>
internal interface IPermittedPlaces
{
    /// <summary>Whether files may be taken from an address: a folder of this machine, or artifacts that a server hands through.</summary>
    bool Has(MlflowUri place);
}
