namespace RedisAi.Server;

/// <summary>Settings of the encryption of an endpoint. It is encrypted where there is a certificate.</summary>
public sealed class RespTlsOptions
{
    /// <summary>Gets or sets the path of the certificate: a PEM file, or a PKCS #12 file (<c>.pfx</c>, <c>.p12</c>), which has the private key in it.</summary>
    /// <value>The default is <see langword="null"/>: no encryption, unless <see cref="RespEndpointOptions.UseCertificate"/> was called.</value>
    public string? CertificatePath { get; set; }

    /// <summary>Gets or sets the path of the private key of a PEM file.</summary>
    /// <value>The default is <see langword="null"/>: it is in the same file.</value>
    public string? KeyPath { get; set; }

    /// <summary>Gets or sets the password of a PKCS #12 file.</summary>
    /// <value>The default is <see langword="null"/>: it has none.</value>
    public string? CertificatePassword { get; set; }

    /// <summary>Gets or sets whether clients must have a certificate, too.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RequireClientCertificate { get; set; }

    /// <summary>Gets or sets the path of a PEM file with the certificates of those who may have issued the clients' certificates.</summary>
    /// <value>The default is <see langword="null"/>: those whom the system trusts.</value>
    public string? ClientAuthorityPath { get; set; }
}
