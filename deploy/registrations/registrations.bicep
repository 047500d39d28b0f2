// The two app registrations and the consent for everybody, as `npm run register` makes them.
//   az deployment group create --resource-group <group> --template-file registrations.bicep --parameters origins=@origins.json
// with a file origins.json: ["https://weather.contoso.example"]
// Whoever deploys it needs Application.ReadWrite.All and DelegatedPermissionGrant.ReadWrite.All.
extension microsoftGraphV1

@description('Where the app is: scheme and host, and the path of an app below one, without a slash at the end.')
param origins string[] = ['http://localhost:5173']

var scopeId = '6d3d4c0e-52a1-4b1f-9a52-0c0f5a6f6a01'
var signInScopes = ['openid', 'profile', 'offline_access']

resource api 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'weather-api'
  displayName: 'Weather API'
  signInAudience: 'AzureADMyOrg'
  // A template cannot name itself by the client id that it is about to get.
  identifierUris: ['api://${tenant().tenantId}/weather-api']
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: scopeId
        value: 'access_as_user'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Read the weather forecast'
        adminConsentDescription: 'Lets the app read the weather forecast as the person who is signed in.'
        userConsentDisplayName: 'Read the weather forecast'
        userConsentDescription: 'Lets the app read the weather forecast as you.'
      }
    ]
  }
}

resource apiPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: api.appId
}

resource microsoftGraph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'weather-app'
  displayName: 'Weather'
  signInAudience: 'AzureADMyOrg'
  spa: {
    redirectUris: flatten(map(origins, origin => ['${origin}/', '${origin}/redirect.html']))
  }
  requiredResourceAccess: [
    {
      resourceAppId: api.appId
      resourceAccess: [{ id: scopeId, type: 'Scope' }]
    }
    {
      resourceAppId: microsoftGraph.appId
      resourceAccess: map(
        filter(microsoftGraph.oauth2PermissionScopes, scope => contains(signInScopes, scope.value)),
        scope => { id: scope.id, type: 'Scope' }
      )
    }
  ]
}

resource appPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: app.appId
}

resource consentToApi 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: appPrincipal.id
  resourceId: apiPrincipal.id
  consentType: 'AllPrincipals'
  scope: 'access_as_user'
}

resource consentToSignIn 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: appPrincipal.id
  resourceId: microsoftGraph.id
  consentType: 'AllPrincipals'
  scope: join(signInScopes, ' ')
}

output clientId string = app.appId
output apiScope string = '${api.identifierUris[0]}/access_as_user'
output tenantId string = tenant().tenantId
