namespace RedisAi.MLflow;

/// <summary>How the encrypted connection to an MLflow server is made.</summary>
public sealed class MlflowTlsOptions
{
    /// <summary>Gets or sets whether any certificate of a server is believed; the connection can then be listened to and changed.</summary>
    /// <value>The default is <see langword="false"/>. From the environment: MLFLOW_TRACKING_INSECURE_TLS.</value>
    public bool Insecure { get; set; }

    /// <summary>Gets or sets the path of a PEM file with the certificates that the server's must be issued by. Not together with <see cref="Insecure"/>.</summary>
    /// <value>The default is <see langword="null"/>: those that the system trusts. From the environment: MLFLOW_TRACKING_SERVER_CERT_PATH.</value>
    public string? ServerCertificatePath { get; set; }

    /// <summary>Gets or sets the path of this client's certificate: a PEM file that has the private key, too, or a PKCS #12 file (<c>.pfx</c>, <c>.p12</c>) without a password.</summary>
    /// <value>The default is <see langword="null"/>: none. From the environment: MLFLOW_TRACKING_CLIENT_CERT_PATH.</value>
    public string? ClientCertificatePath { get; set; }
}
